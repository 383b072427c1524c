import { z } from 'zod';
import { entityClasses } from '../catalogue.ts';
import { id, pageInput, pageOf, timestamp } from './common.ts';
import { operation } from './operation.ts';

export const nodeTypes = ['memory', 'document', 'entity'] as const;
export const graphLimits = { name: 200, description: 2000, aliases: 50, hops: 3, nodes: 200 } as const;

export const entityClass = z.enum(entityClasses);
export const entityName = z.string().trim().min(1).max(graphLimits.name);
export const entityDescription = z.string().trim().min(1).max(graphLimits.description);
/** Checked against the catalogue later, where the answer can name what would fit. */
export const predicateName = z.string().trim().min(1).max(60);
export const confidence = z.number().gt(0).max(1);

const entityShape = z.object({
  id,
  name: z.string(),
  entity_class: entityClass,
  description: z.string().nullable(),
  aliases: z.array(z.string()),
  created_at: timestamp,
  updated_at: timestamp,
});

const nodeShape = z.object({
  id,
  type: z.enum(nodeTypes),
  name: z.string(),
  /** A memory and a document count as `Document`. */
  entity_class: entityClass,
});

const relationShape = z.object({
  id,
  from_id: id,
  predicate: z.string(),
  to_id: id,
  /** The name of the edge that leads back; a derived edge has none. */
  inverse: z.string().nullable(),
  confidence: z.number(),
  derived: z.boolean(),
  reason: z.string().nullable(),
  created_at: timestamp,
  from: nodeShape,
  to: nodeShape,
});

const label = z.object({ en: z.string(), de: z.string() });
const ends = {
  from_id: id,
  to_id: id,
  predicate: predicateName.optional().describe('A predicate of the catalogue, such as WORKS_FOR.'),
  rel_type: predicateName.optional().describe('The predicate under its other name.'),
};
const tag = 'graph';

export const graphOperations = {
  upsertEntity: operation({
    method: 'PUT',
    path: '/api/v1/graph/entities',
    tag,
    summary: 'Make an entity, or add to the one of this name and class',
    access: 'write',
    effect: 'write',
    action: 'entity.upserted',
    status: 200,
    input: z.object({
      name: entityName,
      entity_class: entityClass,
      description: entityDescription.optional(),
      aliases: z.array(entityName).max(graphLimits.aliases).default([]),
    }),
    output: entityShape.extend({ created: z.boolean() }),
  }),
  listEntities: operation({
    method: 'GET',
    path: '/api/v1/graph/entities',
    tag,
    summary: 'Entities by name',
    access: 'read',
    effect: 'read',
    action: 'entity.listed',
    status: 200,
    input: z.object({
      ...pageInput,
      name: entityName.optional().describe('Exactly this name or alias, however it is spelled.'),
      prefix: entityName.optional().describe('A name or alias begins so.'),
      entity_class: entityClass.optional(),
    }),
    output: pageOf(entityShape),
  }),
  getEntity: operation({
    method: 'GET',
    path: '/api/v1/graph/entities/{id}',
    tag,
    summary: 'One entity',
    access: 'read',
    effect: 'read',
    action: 'entity.read',
    status: 200,
    input: z.object({ id }),
    output: entityShape,
  }),
  linkNodes: operation({
    method: 'POST',
    path: '/api/v1/graph/relations',
    tag,
    summary: 'Link two memories, documents or entities; the inverse is written with it',
    access: 'write',
    effect: 'write',
    action: 'relation.created',
    status: 201,
    input: z.object({ ...ends, confidence: confidence.default(1) }),
    output: relationShape.extend({ created: z.boolean() }),
  }),
  unlinkNodes: operation({
    method: 'DELETE',
    path: '/api/v1/graph/relations',
    tag,
    summary: 'Remove a relation and its inverse',
    access: 'write',
    effect: 'write',
    action: 'relation.removed',
    status: 200,
    input: z.object(ends),
    output: z.object({ removed: z.boolean() }),
  }),
  listRelations: operation({
    method: 'GET',
    path: '/api/v1/graph/relations',
    tag,
    summary: 'Relations, newest first; with an id, those of one node',
    access: 'read',
    effect: 'read',
    action: 'relation.listed',
    status: 200,
    input: z.object({ ...pageInput, id: id.optional(), predicate: predicateName.optional() }),
    output: pageOf(relationShape),
  }),
  getSchema: operation({
    method: 'GET',
    path: '/api/v1/graph/schema',
    tag,
    summary: 'Classes and predicates',
    access: 'read',
    effect: 'read',
    action: 'schema.read',
    status: 200,
    input: z.object({}),
    output: z.object({
      classes: z.array(z.object({ name: entityClass, subclass_of: entityClass.nullable() })),
      predicates: z.array(
        z.object({
          predicate: z.string(),
          inverse: z.string().nullable(),
          subject: z.array(entityClass),
          object: z.array(entityClass),
          kind: z.enum(['settable', 'system', 'derived']),
          rests_on: z.array(z.string()),
          label,
        }),
      ),
      aliases: z.record(z.string(), z.string()),
    }),
  }),
  getNeighborhood: operation({
    method: 'GET',
    path: '/api/v1/graph/neighborhood',
    tag,
    summary: 'What lies around a node',
    access: 'read',
    effect: 'read',
    action: 'graph.read',
    status: 200,
    input: z.object({
      id,
      hops: z.number().int().min(0).max(graphLimits.hops).default(1),
      limit: z.number().int().min(1).max(graphLimits.nodes).default(100),
    }),
    output: z.object({
      /** `hops`: how far from the node asked for. */
      nodes: z.array(nodeShape.extend({ hops: z.number().int() })),
      /** One direction of each edge between them. */
      relations: z.array(relationShape.omit({ from: true, to: true })),
      /** More lies there than is shown. */
      cut: z.boolean(),
    }),
  }),
};
