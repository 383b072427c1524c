import { tool } from './tool.ts';

const source = { says: 'Where it comes from: a file, an address, a conversation.' } as const;
const relations = {
  says:
    'What it is about: edges to entities by name. Each has a predicate of knowmind_get_schema, such as ABOUT, the object, ' +
    'and for a new entity its object_class and object_description.',
} as const;
const ends = {
  from_id: { says: 'Id of the memory, document or entity that the relation begins at.' },
  to_id: { says: 'Id of the memory, document or entity that it leads to.' },
} as const;

export const writingTools = {
  knowmind_store_memory: tool({
    title: 'Store a memory',
    description:
      'Stores one fact for later sessions. Use it when the user asks you to remember something, and when a decision, a ' +
      'preference, a rule or a result is worth keeping. One fact a call, in a sentence that can be understood without this ' +
      'conversation. The same content again changes nothing. Never store passwords or keys: they are refused.',
    scope: 'write',
    effects: { readOnly: false, destructive: false, idempotent: false },
    operation: 'storeMemory',
    fields: {
      content: { says: 'The fact, in full sentences, with names and dates; at most 100 KB.' },
      title: { says: 'A few words that name it.' },
      memory_type: {
        says: 'semantic: a fact; episodic: what happened; procedural: how something is done; reference: where something stands.',
      },
      tags: { says: 'Key words to find it by.' },
      source,
      domain: { says: 'A short key of the subject area, such as "finance".' },
      relations,
    },
  }),
  knowmind_upload_document: tool({
    title: 'Upload a document',
    description:
      'Stores a longer text as a document, in passages that recall finds: notes, minutes, specifications. A document of the ' +
      'same title is replaced. For a single fact use knowmind_store_memory.',
    scope: 'write',
    effects: { readOnly: false, destructive: true, idempotent: false },
    operation: 'uploadDocument',
    fields: {
      content: { required: true, says: 'The text, best as Markdown with headings; at most 10 MB.' },
      title: { required: true, says: 'Its title; an existing document of this title is replaced.' },
      source,
      relations,
    },
  }),
  knowmind_update_fact: tool({
    title: 'Update a fact',
    description:
      'Puts a new fact in the place of one that is no longer true. Use it instead of storing a second, contradicting memory. ' +
      'Nothing is lost: the old one ends now and stays in the history.',
    scope: 'write',
    effects: { readOnly: false, destructive: false, idempotent: false },
    operation: 'supersedeMemory',
    fields: {
      target_id: { of: 'id', says: 'Id of the memory that is no longer true.' },
      new_content: { of: 'content', says: 'What is true now, in full sentences.' },
      new_title: { of: 'title', says: 'A few words that name it; the old title when left out.' },
      update_reason: { of: 'reason', says: 'Why it changed.' },
    },
  }),
  knowmind_upsert_entity: tool({
    title: 'Make or complete an entity',
    description:
      'Makes a person, project, organization or other thing that facts can be linked to, or adds to the one that has this ' +
      'name and class. Use it before knowmind_link_entities, which takes ids.',
    scope: 'write',
    effects: { readOnly: false, destructive: false, idempotent: true },
    operation: 'upsertEntity',
    fields: {
      name: { says: 'Its name, as people write it.' },
      entity_class: { says: 'A class of knowmind_get_schema.' },
      description: { says: 'What it is, in a sentence or two.' },
      aliases: { says: 'Other names for it.' },
    },
  }),
  knowmind_link_entities: tool({
    title: 'Link',
    description:
      'Links two memories, documents or entities by a predicate; the edge that leads back is written with it. Use it when you ' +
      'learn how two things that the memory holds hang together. Linking twice changes nothing.',
    scope: 'write',
    effects: { readOnly: false, destructive: false, idempotent: true },
    operation: 'linkNodes',
    fields: {
      ...ends,
      rel_type: { required: true, says: 'A predicate of knowmind_get_schema, such as WORKS_FOR.' },
      confidence: { says: 'How sure it is, above 0 up to 1.' },
    },
  }),
  knowmind_unlink_entities: tool({
    title: 'Unlink',
    description:
      'Removes a relation that is wrong, and the one that leads back. What it linked stays. Unlinking what is not linked is ' +
      'no error.',
    scope: 'write',
    effects: { readOnly: false, destructive: true, idempotent: true },
    operation: 'unlinkNodes',
    fields: { ...ends, rel_type: { required: true, says: 'The predicate of the relation.' } },
  }),
};
