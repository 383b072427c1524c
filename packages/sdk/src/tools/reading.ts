import { reads, tool } from './tool.ts';

const query = {
  says: 'What you want to know, as a question or in key words, with the names of people, projects and things in it.',
} as const;

export const readingTools = {
  // The first is called to see whether a connection works: by the conformance suite, too, and without arguments.
  knowmind_list_recent: tool({
    title: 'List recent memories',
    description:
      'Lists what was stored last, newest first. Use it to pick up where an earlier session ended, or to check what was ' +
      'stored just now; to find something by its meaning use knowmind_recall_memories.',
    scope: 'read',
    effects: reads,
    operation: 'listRecent',
    fields: { k: { says: 'How many at most.' } },
  }),
  knowmind_recall_memories: tool({
    title: 'Recall memories',
    description:
      'Searches the long-term memory. Call it first, before you answer or begin a task, whenever people, projects, decisions, ' +
      'preferences or earlier work may matter. Answers with the facts and document passages that are true now, best first; ' +
      'an empty list means that nothing relevant is known.',
    scope: 'read',
    effects: reads,
    operation: 'recall',
    fields: {
      query,
      k: { says: 'How many hits at most.' },
      hops: { says: 'How far to follow relations from what was found; 0 leaves them out.' },
    },
  }),
  knowmind_recall_at_time: tool({
    title: 'Recall at a point in time',
    description:
      'Searches what was true at a given time. Use it for questions about the past ("Who was responsible in March?"), ' +
      'where knowmind_recall_memories would answer with what is true now.',
    scope: 'read',
    effects: reads,
    operation: 'recall',
    fields: {
      query,
      as_of: { says: 'The time, ISO 8601 with an offset, such as 2026-03-31T12:00:00Z; now when left out.' },
      k: { says: 'How many hits at most.' },
    },
  }),
  knowmind_list_relations: tool({
    title: 'List relations',
    description:
      'Lists how one memory, document or entity is linked to others. Use it after a recall, to find out what a hit is about ' +
      'and what hangs together with it.',
    scope: 'read',
    effects: reads,
    operation: 'listRelations',
    fields: {
      memory_id: { of: 'id', required: true, says: 'Id of a memory, a document or an entity.' },
    },
    fixed: { limit: 100 },
  }),
  knowmind_get_schema: tool({
    title: 'Get classes and predicates',
    description:
      'Lists the classes of entities and the predicates of relations with what they may link. Use it before you link, when ' +
      'you do not know which predicate fits.',
    scope: 'read',
    effects: reads,
    operation: 'getSchema',
    fields: {},
  }),
  knowmind_get_stats: tool({
    title: 'Get statistics',
    description:
      'Says how much the memory holds: memories by type, documents, entities, relations, oldest and newest. Use it when the ' +
      'user asks about the memory itself.',
    scope: 'read',
    effects: reads,
    operation: 'getStats',
    fields: {},
  }),
  knowmind_get_health: tool({
    title: 'Get health',
    description:
      'Says whether the service is up, which version it is, and which workspace and scopes the token has. Use it when other ' +
      'tools fail, or when the user asks whether the memory is connected.',
    scope: 'read',
    effects: reads,
    operation: 'getHealth',
    fields: {},
  }),
};
