import { documentLimits, type ParsedInput } from '@knowmind/sdk';
import type { CallContext } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { AppError, invalid, notFound } from '../errors.ts';
import { parseFile } from './parse/index.ts';
import type { Upload } from './prepare.ts';
import { findDocument } from './queries.ts';

type Input = ParsedInput<'uploadDocument'>;

const mediaTypes = {
  markdown: 'text/markdown',
  text: 'text/plain',
  html: 'text/html',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const;

/**
 * What was sent as a text: the text of the file, if it came as one. Without a title a file has that of the document
 * it replaces, else its name, not what it says of itself: the title tells which document an upload replaces, and many
 * files say "Untitled".
 */
export async function toUpload(ctx: CallContext, { file, title, content, ...rest }: Input): Promise<Upload> {
  if (!file) {
    if (title === undefined) throw invalid('title', 'title: It is missing.');
    if (content === undefined)
      throw invalid('content', 'content: It is missing. Send a text, or a file as multipart/form-data.');
    return { ...rest, title, content };
  }
  if (content !== undefined || rest.chunks) throw invalid('file', 'file: Send a file or a text, not both.');
  if (file.bytes.byteLength > documentLimits.contentBytes)
    throw new AppError('payload_too_large', 'A file holds at most 10 MB. Split it.');
  const parsed = await parseFile(file);
  const kept = title === undefined ? await findTitle(ctx, rest.replaceDocumentId) : undefined;
  const name = title ?? kept ?? (nameOf(file.name) || parsed.title);
  if (!name) throw invalid('title', 'title: It is missing, and the file has no name.');
  return {
    ...rest,
    title: name.slice(0, documentLimits.title),
    keepsTitle: kept !== undefined,
    content: parsed.markdown,
    mediaType: mediaTypes[parsed.kind],
  };
}

/** The title of the document that a file replaces. Throws `not_found`. */
async function findTitle(
  { services, caller }: CallContext,
  id: string | undefined,
): Promise<string | undefined> {
  const workspaceId = caller.workspace?.id;
  if (id === undefined || workspaceId === undefined) return undefined;
  const row = await inWorkspace(services.db, workspaceId, (tx) => findDocument(tx, workspaceId, id));
  if (!row) throw notFound('document');
  return row.title;
}

/** Names that programs give to what has none. */
const noName = /^(?:blob|stdin|-)?$/i;

/** `Contract.pdf` in whatever folder is `Contract`. */
function nameOf(path: string): string {
  const name = path.split(/[/\\]/).at(-1)?.trim() ?? '';
  return noName.test(name) ? '' : name.replace(/(?<=.)\.[a-z\d]{1,8}$/i, '').trim();
}
