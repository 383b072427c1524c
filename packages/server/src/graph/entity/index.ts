export { putEntity } from './put.ts';
export { deleteUnlinked, selectByNames, selectImplied } from './queries.ts';
export { getEntity, listEntities, upsertEntity } from './verbs.ts';
