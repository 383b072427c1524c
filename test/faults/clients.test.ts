import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, createClient, KnowmindError, predicates } from '@knowmind/sdk';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { connect } from '../../packages/server/src/db/connect.ts';
import { inWorkspace } from '../../packages/server/src/db/tenant.ts';
import type { Tx } from '../../packages/server/src/db/types.ts';
import { makeFolder } from '../harness.ts';
import { bin, spawnServer } from '../spawn.ts';

const clients = 20;
const kills = 5;
const millisecondsBetween = 60_000 / (kills + 1);
const unlimited = { KNOWMIND_CALLS_PER_MINUTE: '0' };

/** What the server has said is done. */
type Acknowledged = {
  stored: Set<string>;
  superseded: Map<string, string>;
  linked: Set<string>;
  recalls: number;
};

/** Twenty clients at work until they are told to stop; what was under way when the server died is not counted. */
function work(client: () => Client, people: string[], { signal }: AbortController) {
  const done: Acknowledged = { stored: new Set(), superseded: new Map(), linked: new Set(), recalls: 0 };
  const failures: unknown[] = [];
  const pick = <T>(list: readonly T[]) => list[Math.floor(Math.random() * list.length)] as T;
  const acts = [
    async (name: string) => {
      const { id } = await client().call('storeMemory', {
        content: `${name} notes something about [[Topic ${name.length % 7}]].`,
        source: `source ${name.length % 5}`,
      });
      done.stored.add(id);
    },
    async (name: string) => {
      const old = pick([...done.stored]);
      if (!old) return;
      const { id } = await client().call('supersedeMemory', { id: old, content: `${name} knows better.` });
      done.superseded.set(old, id);
      done.stored.add(id);
    },
    async () => {
      const [from_id, to_id] = [pick(people), pick(people)];
      if (from_id === to_id) return;
      await client().call('linkNodes', { from_id, predicate: 'PAYS', to_id });
      done.linked.add(`${from_id} ${to_id}`);
    },
    async (name: string) => {
      await client().call('recall', { query: `what does ${name} know` });
      done.recalls += 1;
    },
  ];
  const loops = Array.from({ length: clients }, async (_, client) => {
    for (let n = 0; !signal.aborted; n += 1) {
      await pick(acts)(`client ${client} ${n}`).catch(async (error: unknown) => {
        // Another was quicker, or the server is away for a moment.
        if (error instanceof KnowmindError && (error.status === 409 || error.status === 0)) await wait(20);
        else failures.push(error);
      });
    }
  });
  return { done, failures, loops };
}

async function listBroken(tx: Tx, workspaceId: string) {
  const inverse = Object.fromEntries(predicates.map((each) => [each.predicate, each.inverse]));
  const { rows } = await sql`
    SELECT r.id, r.predicate FROM relation r WHERE r.workspace_id = ${workspaceId} AND (
      NOT EXISTS (SELECT FROM memory m WHERE m.id = r.from_id UNION ALL SELECT FROM entity e WHERE e.id = r.from_id)
      OR NOT EXISTS (SELECT FROM memory m WHERE m.id = r.to_id UNION ALL SELECT FROM entity e WHERE e.id = r.to_id)
      OR NOT r.derived AND NOT EXISTS (SELECT FROM relation b WHERE b.from_id = r.to_id AND b.to_id = r.from_id
        AND b.predicate = ${JSON.stringify(inverse)}::jsonb->>r.predicate))`.execute(tx);
  return rows;
}

async function listDoubled(tx: Tx, workspaceId: string) {
  const { rows } = await sql`
    SELECT content FROM memory WHERE workspace_id = ${workspaceId} AND valid_to IS NULL GROUP BY content HAVING count(*) > 1
    UNION ALL SELECT to_id::text FROM relation WHERE workspace_id = ${workspaceId} AND predicate = 'SUPERSEDES'
    GROUP BY to_id HAVING count(*) > 1`.execute(tx);
  return rows;
}

async function listMissing(tx: Tx, { stored, superseded, linked }: Acknowledged) {
  const { rows } = await sql<{ kind: string; id: string }>`
    SELECT 'memory' AS kind, id::text FROM unnest(${[...stored]}::uuid[]) id
      WHERE id NOT IN (SELECT memory.id FROM memory)
    UNION ALL SELECT 'succession', old::text FROM unnest(${[...superseded.keys()]}::uuid[], ${[...superseded.values()]}::uuid[]) AS s (old, new)
      WHERE NOT EXISTS (SELECT FROM relation r JOIN memory m ON m.id = s.old AND m.valid_to IS NOT NULL
        WHERE r.from_id = s.new AND r.predicate = 'SUPERSEDES' AND r.to_id = s.old)
    UNION ALL SELECT 'link', pair FROM unnest(${[...linked]}::text[]) pair
      WHERE NOT EXISTS (SELECT FROM relation r WHERE r.predicate = 'PAYS'
        AND r.from_id = split_part(pair, ' ', 1)::uuid AND r.to_id = split_part(pair, ' ', 2)::uuid)`.execute(
    tx,
  );
  return rows;
}

test('twenty clients at work for a minute, and five kills: nothing acknowledged is lost, doubled or broken', async () => {
  const dataDir = makeFolder();
  const flags = [
    '--email',
    'owner@example.org',
    '--workspace',
    'Acme',
    '--token',
    'ci',
    '--scopes',
    'read,write,admin',
  ];
  const env = { ...process.env, ...unlimited, DATABASE_URL: '' };
  const { token, workspaceId } = JSON.parse(
    execFileSync(process.execPath, [bin, 'admin', 'bootstrap', ...flags, '--json', '--data-dir', dataDir], {
      env,
      encoding: 'utf8',
    }),
  );
  let server = await spawnServer(dataDir, unlimited);
  let client = createClient({ baseUrl: server.url, token });
  const people: string[] = [];
  for (let n = 0; n < 30; n += 1)
    people.push((await client.call('upsertEntity', { name: `Person ${n}`, entity_class: 'Person' })).id);
  const stop = new AbortController();
  const { done, failures, loops } = work(() => client, people, stop);
  for (let kill = 0; kill < kills; kill += 1) {
    await wait(millisecondsBetween);
    server.child.kill('SIGKILL');
    await once(server.child, 'exit');
    server = await spawnServer(dataDir, unlimited);
    client = createClient({ baseUrl: server.url, token });
  }
  await wait(millisecondsBetween);
  stop.abort();
  await Promise.all(loops);
  expect(failures).toEqual([]);
  expect(await client.call('verifyAudit', {})).toMatchObject({ intact: true });
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
  const connection = await connect({ dataDir });
  try {
    await inWorkspace(connection.db, workspaceId, async (tx) => {
      expect(await listMissing(tx, done)).toEqual([]);
      expect(await listDoubled(tx, workspaceId)).toEqual([]);
      expect(await listBroken(tx, workspaceId)).toEqual([]);
    });
  } finally {
    await connection.close();
  }
  const { stored, superseded, linked, recalls } = done;
  expect(Math.min(stored.size, superseded.size, linked.size, recalls)).toBeGreaterThan(20);
  console.log(
    `${stored.size} memories, ${superseded.size} of them superseded, ${linked.size} relations, ${recalls} recalls`,
  );
});
