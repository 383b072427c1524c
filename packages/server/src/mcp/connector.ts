import type { Output } from '@knowmind/sdk';

type Found = { id: string; title: string; url: string };

/** Each memory and document once, though several passages of it were found. */
export function toSearchResults(base: string, { items }: Output<'recall'>): { results: Found[] } {
  const found = items.flatMap(({ memory_id, document_id, title }) => {
    if (memory_id) return [{ id: memory_id, title, url: memoryPage(base, memory_id) }];
    return document_id ? [{ id: document_id, title, url: documentPage(base, document_id) }] : [];
  });
  return { results: [...new Map(found.map((each) => [each.id, each])).values()] };
}

export function toMemoryPage(base: string, memory: Output<'getMemory'>): object {
  const { id, title, content, tags } = memory;
  const metadata = {
    kind: 'memory',
    memory_type: memory.memory_type,
    source: memory.source,
    domain: memory.domain,
    tags: tags.join(', '),
    valid_from: memory.valid_from,
    valid_to: memory.valid_to,
  };
  return { id, title, text: content, url: memoryPage(base, id), metadata: known(metadata) };
}

export function toDocumentPage(base: string, document: Output<'getDocument'>): object {
  const { id, title, content, source, updatedAt } = document;
  const metadata = known({ kind: 'document', source, updated_at: updatedAt });
  return { id, title, text: content, url: documentPage(base, id), metadata };
}

function memoryPage(base: string, id: string): string {
  return `${base}/memories/${id}`;
}

function documentPage(base: string, id: string): string {
  return `${base}/documents/${id}`;
}

function known(values: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
