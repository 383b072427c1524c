import { z } from 'zod';
import { id, pageInput, pageOf } from './common.ts';
import { confidence, predicateName } from './graph.ts';
import { operation } from './operation.ts';

const oldEnds = { fromId: id, toId: id, relType: predicateName };
const oldRelation = z.object({
  id,
  fromId: id,
  toId: id,
  relType: z.string(),
  confidence: z.number(),
  derived: z.boolean(),
});
const tag = 'graph';

/** The path and field names that existing clients use. */
export const graphAliasOperations = {
  linkNodesAlias: operation({
    method: 'POST',
    path: '/api/graph/relations',
    tag,
    summary: 'Older name of POST /api/v1/graph/relations',
    access: 'write',
    effect: 'write',
    action: 'relation.created',
    status: 201,
    input: z.object({ ...oldEnds, confidence: confidence.default(1) }),
    output: oldRelation.extend({ created: z.boolean() }),
  }),
  unlinkNodesAlias: operation({
    method: 'DELETE',
    path: '/api/graph/relations',
    tag,
    summary: 'Older name of DELETE /api/v1/graph/relations',
    access: 'write',
    effect: 'write',
    action: 'relation.removed',
    status: 200,
    input: z.object(oldEnds),
    output: z.object({ removed: z.boolean() }),
  }),
  listRelationsAlias: operation({
    method: 'GET',
    path: '/api/graph/relations',
    tag,
    summary: 'Older name of GET /api/v1/graph/relations',
    access: 'read',
    effect: 'read',
    action: 'relation.listed',
    status: 200,
    input: z.object({ ...pageInput, memoryId: id.optional(), relType: predicateName.optional() }),
    output: pageOf(oldRelation),
  }),
};
