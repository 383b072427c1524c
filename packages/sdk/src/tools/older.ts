import type { ToolName } from './index.ts';

/** Names that earlier clients call: they are answered, and not listed. */
export const olderNames: Readonly<Record<string, ToolName>> = {
  knowmind_recall: 'knowmind_recall_memories',
  knowmind_health: 'knowmind_get_health',
  knowmind_stats: 'knowmind_get_stats',
  knowmind_schema: 'knowmind_get_schema',
  knowmind_entity: 'knowmind_upsert_entity',
  knowmind_link: 'knowmind_link_entities',
  knowmind_unlink: 'knowmind_unlink_entities',
  'knowmind.recall': 'knowmind_recall_memories',
  'knowmind.recall_at_time': 'knowmind_recall_at_time',
  'knowmind.store': 'knowmind_store_memory',
  'knowmind.store_memory': 'knowmind_store_memory',
  'knowmind.upload_document': 'knowmind_upload_document',
  'knowmind.update_fact': 'knowmind_update_fact',
  'knowmind.link': 'knowmind_link_entities',
  'knowmind.unlink': 'knowmind_unlink_entities',
  'knowmind.relations': 'knowmind_list_relations',
  'knowmind.list_relations': 'knowmind_list_relations',
  'knowmind.stats': 'knowmind_get_stats',
  'knowmind.health': 'knowmind_get_health',
};
