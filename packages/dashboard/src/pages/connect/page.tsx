import { type CallerId, plans } from '@knowmind/sdk';
import { Accordion, Badge, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useMe } from '../../api.ts';
import { useI18n, useTime } from '../../i18n/index.tsx';
import { Failure, Page } from '../../parts.tsx';
import { type Calls, useCalls } from './calls.ts';
import { type Guide, toGuides } from './guides.ts';
import { Snippet } from './snippet.tsx';
import { Obstacle, Steps } from './steps.tsx';

export function ConnectPage() {
  const { say } = useI18n();
  const me = useMe();
  const isAdmin = me.data?.scopes.includes('admin') ?? false;
  const calls = useCalls(me.data?.workspace.id, isAdmin);
  const { origin } = window.location;
  const guides = toGuides(origin).map((guide) => ({ ...guide, name: guide.name ?? say('connectOwn') }));
  const plan = me.data?.workspace.plan ?? 'enterprise';
  return (
    <Page title={say('connect')}>
      <Stack gap="xs">
        <Text>{say('connectIntro')}</Text>
        <Snippet text={`${origin}/api/mcp/v1`} label={say('connectIntro')} />
        <Text>{say('connectChoose')}</Text>
        {me.data && (
          <Text size="sm" c="dimmed">
            {say(isAdmin ? 'connectRecorded' : 'connectAdminsOnly')}
          </Text>
        )}
      </Stack>
      {calls.isError && <Failure error={calls.error} retry={() => void calls.refetch()} />}
      <Arrivals calls={calls.data} guides={guides} />
      <Accordion variant="separated" order={2} transitionDuration={0}>
        {guides.map((guide) => (
          <Accordion.Item key={guide.id} value={guide.id}>
            <Accordion.Control data-client={guide.id}>
              <Group justify="space-between" gap="xs">
                <Text fw={600} span>
                  {guide.name}
                </Text>
                {calls.data && <Light id={guide.id} calls={calls.data} />}
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack>
                <Obstacle by={guide.by} name={guide.name} plan={plans[plan].tokens ? null : plan} />
                <Steps steps={guide.steps} />
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Page>
  );
}

function Light({ id, calls }: { id: CallerId; calls: Calls }) {
  const { say } = useI18n();
  const time = useTime();
  const seen = calls.callers[id];
  const since = calls.oldest && !calls.whole ? time(calls.oldest) : null;
  if (!seen) {
    return (
      <Badge variant="default" tt="none" className="light" data-light="off">
        {since ? say('connectNoneSince', { time: since }) : say('connectWaiting')}
      </Badge>
    );
  }
  const [first, last] = [time(seen.first), time(seen.last)];
  const text = !calls.whole ? 'connectLast' : first === last ? 'connectFirst' : 'connectBoth';
  return (
    <Badge color="teal" variant="light" tt="none" className="light" data-light="on">
      {say(text, { first, last })}
    </Badge>
  );
}

/** Read out when a light turns green; what was green before is no news. */
function Arrivals({ calls, guides }: { calls: Calls | undefined; guides: (Guide & { name: string })[] }) {
  const { say } = useI18n();
  const known = useRef<Set<string> | null>(null);
  const [news, setNews] = useState('');
  useEffect(() => {
    if (!calls) return;
    const now = new Set(Object.keys(calls.callers));
    const fresh = guides.filter(({ id }) => now.has(id) && known.current?.has(id) === false);
    if (fresh.length > 0) setNews(fresh.map(({ name }) => say('connectArrived', { name })).join(' '));
    known.current = now;
  }, [calls, guides, say]);
  return (
    <span className="hidden" role="status">
      {news}
    </span>
  );
}
