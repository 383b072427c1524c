import { isTime, type WeighedTerm } from '../terms.ts';
import type { Kind, TermStatistics } from '../vocabulary/index.ts';

/** What chooses candidates of a kind: one of it is a candidate when it holds every term of one of these groups. */
export type Choice = WeighedTerm[][];
type Population = { kind: Kind; statistics: Pick<TermStatistics, 'counts'> };

/** Candidates that are looked for, and how many one group of terms may give; all terms then score them. */
const candidateBudget = 200;
const largestShare = 1000;
/** A time that a quarter of all memories share chooses none of them. */
const commonTime = 0.25;
/** Terms that are combined, the rarest, and how many of them at most in one group. */
const mostCombined = 8;
const largestGroup = 3;

/**
 * Candidates come from the rarest terms, until they promise enough memories. A term that promises too many by itself
 * chooses together with others: what holds several terms of the question comes before what holds one of them. Where
 * any three promise too many, as in long chunks, all of them choose together. Every term counts as spread evenly, so
 * that the groups may give far less than they promise; `broad` makes up for that.
 */
export function narrow(terms: WeighedTerm[], { kind, statistics }: Population): Choice {
  const all = statistics.counts[kind];
  if (all === 0) return [];
  const few = choosing(terms, kind, all);
  const groups: Choice = [];
  let promised = 0;
  let combined = few;
  for (let size = 1; size <= largestGroup && promised < candidateBudget; size += 1) {
    for (const group of byRarity(groupsOf(combined, size))) {
      const expected = group.reduce((share, term) => share * (term.expected[kind] / all), all);
      if (promised >= candidateBudget || expected > largestShare) continue;
      groups.push(group);
      promised += expected;
    }
    const alone = new Set(groups.flatMap((group) => (group.length === 1 ? group : [])));
    combined = few.filter((term) => !alone.has(term)).slice(0, mostCombined);
  }
  return groups.length === 0 && combined.length > 1 ? [combined] : groups;
}

/** The rarest terms, each for itself, however many memories one of them gives. */
export function broad(terms: WeighedTerm[], { kind, statistics }: Population): Choice {
  const all = statistics.counts[kind];
  if (all === 0) return [];
  let promised = 0;
  return choosing(terms, kind, all)
    .filter((term, index) => {
      const wanted = index === 0 || promised < candidateBudget;
      promised += wanted ? term.expected[kind] : 0;
      return wanted;
    })
    .map((term) => [term]);
}

function choosing(terms: WeighedTerm[], kind: Kind, all: number): WeighedTerm[] {
  return terms.filter(
    ({ lexemes, expected }) => !isTime(lexemes) || expected[kind] <= Math.max(1, commonTime * all),
  );
}

/** Every group of so many of the terms. */
function groupsOf(terms: WeighedTerm[], size: number): Choice {
  if (size === 0) return [[]];
  return terms.flatMap((term, index) =>
    groupsOf(terms.slice(index + 1), size - 1).map((group) => [term, ...group]),
  );
}

function byRarity(groups: Choice): Choice {
  const rarity = (group: WeighedTerm[]) => group.reduce((sum, { idf }) => sum + idf, 0);
  return groups.sort((a, b) => rarity(b) - rarity(a));
}
