export { putEntity, toName } from './put.ts';
export { deleteUnlinked, insertArchived, selectByIds, selectByNames, selectImplied } from './queries.ts';
export { getEntity, listEntities, upsertEntity } from './verbs.ts';
