import { type Output, predicates } from '@knowmind/sdk';
import type { CliIo } from './io.ts';
import { languageOf, say } from './messages.ts';
import { harmless } from './output.ts';

type Why = Output<'recall'>['items'][number]['why'][number];
type Edge = NonNullable<Why['over']>[number];

/** How one stage of recall came to a hit, on one line: by which words, over which relations. */
export function toReason(io: CliIo, why: Why): string {
  const { stage, rank, terms = [], over = [] } = why;
  const reasons = [...terms, ...over.map((edge) => toWords(io, edge))];
  // What the words found is where the walk along the relations begins, and no relation leads there.
  if (reasons.length === 0 && isWalk(stage)) reasons.push(say(io, 'whyStart'));
  return harmless(`${stage} #${rank}${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}`).replaceAll(
    '\n',
    ' ',
  );
}

function isWalk(stage: string): boolean {
  return stage === 'graph' || stage === 'identity';
}

function toWords(io: CliIo, { from, predicate, to }: Edge): string {
  const label = predicates.find((known) => known.predicate === predicate)?.label[languageOf(io)];
  return `${from} ${label ?? predicate} ${to}`;
}
