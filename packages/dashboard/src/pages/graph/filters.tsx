import { entityClasses } from '@knowmind/sdk';
import { Group, Input, MultiSelect, SegmentedControl } from '@mantine/core';
import { useClassNames } from '../../i18n/classes.ts';
import { useI18n } from '../../i18n/index.tsx';
import type { GraphAddress } from './address.ts';
import { usePredicateNames } from './schema.ts';
import type { Neighbourhood } from './shown.ts';

type Props = {
  address: GraphAddress;
  neighbourhood: Neighbourhood;
  onChange(change: Partial<GraphAddress>): void;
};

/** How far around a node, and which classes and predicates of what lies there: those that occur, and those chosen. */
export function GraphFilters({ address, neighbourhood, onChange }: Props) {
  const { say } = useI18n();
  const { nameOf } = useClassNames();
  const label = usePredicateNames();
  const { classes = [], predicates = [], hops = 1 } = address;
  const there = new Set(neighbourhood.nodes.map((node) => node.entity_class));
  const leading = new Set([...predicates, ...neighbourhood.relations.map(({ predicate }) => predicate)]);
  const choice = { searchable: true, clearable: true, nothingFoundMessage: say('noHits') };
  return (
    <Group align="start" gap="sm">
      <Input.Wrapper label={say('hopsLabel')} labelElement="div">
        <div>
          <SegmentedControl
            aria-label={say('hopsLabel')}
            data={['1', '2', '3']}
            value={String(hops)}
            onChange={(value) => onChange({ hops: Number(value) })}
          />
        </div>
      </Input.Wrapper>
      <MultiSelect
        {...choice}
        label={say('classes')}
        placeholder={classes.length > 0 ? '' : say('allClasses')}
        data={entityClasses
          .filter((each) => there.has(each) || classes.includes(each))
          .map((each) => ({ value: each, label: nameOf(each) }))}
        value={classes}
        onChange={(chosen) => {
          const known = entityClasses.filter((each) => chosen.includes(each));
          onChange({ classes: known.length > 0 ? known : undefined });
        }}
      />
      <MultiSelect
        {...choice}
        label={say('predicates')}
        placeholder={predicates.length > 0 ? '' : say('allPredicates')}
        data={[...leading].map((each) => ({ value: each, label: label(each) }))}
        value={predicates}
        onChange={(chosen) => onChange({ predicates: chosen.length > 0 ? chosen : undefined })}
      />
    </Group>
  );
}
