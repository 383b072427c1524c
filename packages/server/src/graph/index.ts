export { linkNodesAlias, listRelationsAlias, unlinkNodesAlias } from './alias.ts';
export { getEntity, listEntities, upsertEntity } from './entity/index.ts';
export { linkNodes, unlinkNodes } from './link.ts';
export { listRelations } from './list.ts';
export { linkMemory, unlinkErased } from './memory.ts';
export { getNeighborhood } from './neighborhood.ts';
export { getSchema } from './schema.ts';
