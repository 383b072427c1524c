import type { Tx } from '../../db/types.ts';
import type { Question } from '../pipeline.ts';
import type { Term } from '../queries.ts';
import { byScore, dot } from '../score.ts';
import type { WeighedTerm } from '../terms.ts';
import { type Kind, kinds, type TermStatistics } from '../vocabulary/index.ts';
import { broad, type Choice, narrow } from './choice.ts';
import { type Candidate, chunksPerDocument, selectCandidates } from './queries.ts';

/** Candidates that are scored by their words, and the first of them, whose phrases and forms are looked at too. */
const poolSize = 100;
export const closeLook = 60;
/** So few of a kind are too little: chunks of one document may be all there are. */
const enough: Readonly<Record<Kind, number>> = { memory: closeLook, chunk: chunksPerDocument };

type Choosing = {
  question: Pick<Question, 'filter' | 'asOf' | 'stages'>;
  terms: WeighedTerm[];
  statistics: TermStatistics;
};

/** What holds the rarest words, or several common ones together; where that is too little, any of the rarest. */
export async function findCandidates(
  tx: Tx,
  workspaceId: string,
  { question, terms, statistics }: Choosing,
): Promise<Candidate[]> {
  const { filter, asOf, stages } = question;
  const options = { terms, filter, asOf, limit: poolSize, closeLook, neighbours: stages.neighbours };
  const select = (wanted: Record<Kind, Choice>) =>
    kinds.every((kind) => wanted[kind].length === 0)
      ? []
      : selectCandidates(tx, workspaceId, { ...options, wanted });
  const choice = {
    memory: narrow(terms, { kind: 'memory', statistics }),
    chunk: narrow(terms, { kind: 'chunk', statistics }),
  };
  const found = await select(choice);
  const isEnough = (kind: Kind) =>
    found.filter((each) => kindOf(each) === kind).length >= enough[kind] ||
    // The room is full of what holds rarer words, unless the kind was not looked at.
    (found.length >= poolSize && choice[kind].length > 0);
  const wider = {
    memory: isEnough('memory') ? choice.memory : broad(terms, { kind: 'memory', statistics }),
    // Of chunks that hold a word only some are looked at, so that what was chosen stays chosen.
    chunk: isEnough('chunk')
      ? choice.chunk
      : withMore(choice.chunk, broad(terms, { kind: 'chunk', statistics })),
  };
  const again = kinds.filter((kind) => !isSame(wider[kind], choice[kind]));
  const more = await select({
    memory: again.includes('memory') ? wider.memory : [],
    chunk: again.includes('chunk') ? wider.chunk : [],
  });
  return shareOut([...found.filter((each) => !again.includes(kindOf(each))), ...more], terms);
}

function withMore(choice: Choice, more: Choice): Choice {
  const known = new Set(choice.flatMap((group) => (group.length === 1 ? group : [])));
  return [...choice, ...more.filter((group) => !group.every((term) => known.has(term)))];
}

/** Whether the wider choice is the one that was made before: of groups there are none in a broad one. */
function isSame(wider: Choice, choice: Choice): boolean {
  return (
    wider === choice ||
    (wider.length === choice.length && wider.every((group, index) => group.length === choice[index]?.length))
  );
}

/** The best of all, with half of the room for each kind that has so many: neither crowds out the other. */
export function shareOut(found: Candidate[], terms: Term[]): Candidate[] {
  const best = found.map((each) => ({ id: each.id, each, score: dot(terms, each.ranks) })).sort(byScore);
  const counts = { memory: 0, chunk: 0 };
  const isSure = best.map(({ each }) => {
    counts[kindOf(each)] += 1;
    return counts[kindOf(each)] <= poolSize / 2;
  });
  let room = poolSize - isSure.filter(Boolean).length;
  return best.flatMap(({ each }, index) => {
    if (isSure[index]) return [each];
    room -= 1;
    return room >= 0 ? [each] : [];
  });
}

function kindOf({ chunk }: Candidate): Kind {
  return chunk ? 'chunk' : 'memory';
}
