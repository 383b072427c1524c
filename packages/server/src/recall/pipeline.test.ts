import { expect, test } from 'vitest';
import type { Tx } from '../db/types.ts';
import { allStages, findMemories } from './pipeline.ts';

/** Answers nothing: whoever asks the database fails. */
const noDatabase = new Proxy({} as Tx, {
  get() {
    throw new Error('the database was asked');
  },
});

test.each(['!!!', '?', '… – —', '   ', '🙂'])(
  'the query %j asks for no word, and not the database',
  async (query) => {
    const question = {
      query,
      k: 5,
      asOf: new Date(),
      filter: {},
      stages: { ...allStages, graph: false },
      hops: 2,
    };
    expect(await findMemories(noDatabase, 'workspace', question)).toEqual([]);
  },
);
