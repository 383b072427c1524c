import type { Output, ParsedInput } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { analyseQuery } from '../text/index.ts';
import { type Scored, searchLexical, type Term, type TermStatistics } from './queries.ts';
import { termStatistics } from './statistics.ts';

type Hit = Output<'recall'>['items'][number];
const candidateBudget = 500;

/** Finds what the memory knows: German and English words, best first; nothing relevant, an empty list. */
export async function recall(ctx: Context, input: ParsedInput<'recall'>): Promise<Output<'recall'>> {
  const startedAt = performance.now();
  const { terms } = analyseQuery(input.query);
  const items = terms.length === 0 ? [] : await lexical(ctx, input, terms);
  ctx.entry.details = { hits: items.length };
  const elapsed = Math.round((performance.now() - startedAt) * 10) / 10;
  return { items, elapsed_ms: elapsed, latency_ms: elapsed };
}

type QueryTerm = { word: string; lexemes: string[] };

async function lexical(ctx: Context, input: ParsedInput<'recall'>, words: QueryTerm[]): Promise<Hit[]> {
  const statistics = await termStatistics(ctx.tx, ctx.workspace.id);
  const terms = words
    .map(({ lexemes }) => ({ lexemes, ...rarity(lexemes, statistics) }))
    .sort((a, b) => b.idf - a.idf);
  const rows = await searchLexical(ctx.tx, ctx.workspace.id, {
    candidates: rarest(terms),
    terms,
    averageLength: statistics.averageLength,
    filter: input,
    asOf: input.as_of ? new Date(input.as_of) : ctx.now,
    limit: input.k,
  });
  // Every term fully matched is the best a memory could do; it makes scores comparable between queries.
  const best = terms.reduce((sum, { idf }) => sum + idf, 0);
  return rows.map((row, index) => toHit(row, index + 1, best));
}

type Rarity = { idf: number; expected: number };

function rarity(lexemes: string[], { memories, frequency }: TermStatistics): Rarity {
  const expected = Math.min(memories, Math.max(...lexemes.map((lexeme) => frequency.get(lexeme) ?? 0)));
  return { expected, idf: Math.log(1 + (memories - expected + 0.5) / (expected + 0.5)) };
}

/** Candidates come from the rarest terms only, until they promise enough memories; all terms then score. */
function rarest(terms: (Term & Rarity)[]): Term[] {
  let promised = 0;
  return terms.filter((term, index) => {
    const wanted = index === 0 || promised < candidateBudget;
    promised += wanted ? term.expected : 0;
    return wanted;
  });
}

function toHit(row: Scored, rank: number, best: number): Hit {
  const { id, title, source } = row;
  return {
    memory_id: id,
    chunk_id: null,
    document_id: null,
    title,
    content: row.content,
    score: Math.min(1, Math.round((row.score / best) * 1000) / 1000),
    source,
    tags: row.tags,
    memory_type: row.memory_type,
    valid_from: row.valid_from.toISOString(),
    valid_to: row.valid_to?.toISOString() ?? null,
    metadata: { source_id: source, name: title, title },
    why: [{ stage: 'lexical', rank }],
  };
}
