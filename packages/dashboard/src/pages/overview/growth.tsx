import { Paper, Text, Title } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useDay, useNumber, useShortDay } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/index.tsx';
import type { Stats } from './stats.ts';

type Week = Stats['growth'][number];

const height = 170;
const foot = 22;
const head = 16;

/** What each of the last weeks brought, as bars; for those who do not see them, as a table. */
export function Growth({ growth }: { growth: Week[] }) {
  const { say } = useI18n();
  const toText = useNumber();
  const total = growth.reduce((sum, { stored }) => sum + stored, 0);
  return (
    <Paper withBorder p="md" component="section" aria-label={say('growth')}>
      <Title order={2} size="h4">
        {say('growth')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {say('growthText', { count: toText(total) })}
      </Text>
      <Bars growth={growth} />
      <AsTable growth={growth} />
    </Paper>
  );
}

function Bars({ growth }: { growth: Week[] }) {
  const { say } = useI18n();
  const toDay = useDay();
  const toShortDay = useShortDay();
  const toText = useNumber();
  const { ref, width: measured } = useElementSize<HTMLDivElement>();
  const width = measured || 480;
  const most = Math.max(1, ...growth.map(({ stored }) => stored));
  const room = width / Math.max(1, growth.length);
  return (
    <div ref={ref}>
      <svg viewBox={`0 0 ${width} ${height}`} className="bars" aria-hidden="true">
        <line x1={0} x2={width} y1={height - foot} y2={height - foot} />
        {growth.map(({ from, stored }, index) => {
          const size = (stored / most) * (height - foot - head);
          const middle = index * room + room / 2;
          return (
            <g key={from}>
              <title>{say('weekOf', { day: toDay(from), count: toText(stored) })}</title>
              <rect
                x={middle - room * 0.34}
                y={height - foot - size}
                width={room * 0.68}
                height={size}
                rx={3}
              />
              {stored > 0 && (
                <text x={middle} y={height - foot - size - 4}>
                  {toText(stored)}
                </text>
              )}
              {index % 3 === growth.length % 3 && (
                <text x={middle} y={height - 6}>
                  {toShortDay(from)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function AsTable({ growth }: { growth: Week[] }) {
  const { say } = useI18n();
  const toDay = useDay();
  return (
    <table className="hidden">
      <caption>{say('growth')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('weekFrom')}</th>
          <th scope="col">{say('storedCount')}</th>
        </tr>
      </thead>
      <tbody>
        {growth.map(({ from, stored }) => (
          <tr key={from}>
            <th scope="row">{toDay(from)}</th>
            <td>{stored}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
