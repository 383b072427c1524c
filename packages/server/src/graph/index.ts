export { linkNodesAlias, listRelationsAlias, unlinkNodesAlias } from './alias.ts';
export { graphStatistics } from './count.ts';
export { getEntity, listEntities, upsertEntity } from './entity/index.ts';
export { linkNodes, unlinkNodes } from './link.ts';
export { listRelations } from './list.ts';
export { type GivenRelation, linkMemory, relinkText, unlinkErased } from './memory.ts';
export { findNamedEntities } from './named.ts';
export { getNeighborhood, readSubgraph, type Subgraph } from './neighborhood.ts';
export { getSchema } from './schema.ts';
