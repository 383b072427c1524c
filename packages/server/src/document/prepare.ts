import { createHash } from 'node:crypto';
import { documentLimits, type ParsedInput } from '@knowmind/sdk';
import { createBreather } from '../breather.ts';
import type { CallContext, Workspace } from '../context.ts';
import { inWorkspace } from '../db/tenant.ts';
import { AppError, invalid } from '../errors.ts';
import type { GivenRelation } from '../graph/index.ts';
import { assertNoSecrets } from '../no-secrets.ts';
import { normaliseContent, toTsvector } from '../text/index.ts';
import {
  assertChunkSizes,
  cutText,
  type GivenChunk,
  joinShort,
  type NewChunk,
  type Piece,
  toVectorModel,
} from './chunk/index.ts';
import { findByTitle, findDocument, isSame } from './queries.ts';

/** A document as text, whatever it came as. */
export type Upload = Omit<ParsedInput<'uploadDocument'>, 'relations' | 'file' | 'title' | 'content'> & {
  title: string;
  content: string;
  relations?: GivenRelation[];
  /** Whether the title is that of the document it replaces, and not given. */
  keepsTitle?: boolean;
  /** What the text was made from; Markdown when it is unset. */
  mediaType?: string;
};
/** A checked document with the words of its chunks, ready to be written. */
export type Prepared = {
  title: string;
  content: string;
  contentHash: Buffer;
  mediaType: string;
  /** Unset, a document that is there keeps the one it has. */
  source: string | null | undefined;
  relations: GivenRelation[];
  replaces: string | undefined;
  keepsTitle: boolean;
  /** Made before, unless the document was there with this very content a moment ago. */
  chunks(): Promise<NewChunk[]>;
  /** The model of the vectors that the client sent. */
  vectorModel: string | undefined;
};

/**
 * Checks, cuts and analyses a document, before any transaction is open and a few milliseconds at a time: ten
 * megabytes take seconds, in which other calls go on. Throws `payload_too_large`, `looks_like_secret` and
 * `invalid_request`.
 */
export async function prepareUpload(ctx: CallContext, upload: Upload): Promise<Prepared> {
  const { workspace } = ctx.caller;
  if (!workspace) throw new AppError('unauthenticated', 'A document belongs to a workspace.');
  const { source, relations = [], mediaType = 'text/markdown', keepsTitle = false } = upload;
  const replaces = upload.replaceDocumentId;
  const title = upload.title.normalize('NFC');
  const content = cleanText(upload.content);
  assertChunkSizes(upload.chunks ?? []);
  assertNoSecrets({ content, title, source: source ?? '', ...textsOf(upload.chunks ?? []) });
  const contentHash = hashUpload(content, upload.chunks);
  const draft = { title, content, contentHash, mediaType, source, relations, replaces, keepsTitle };
  const given = upload.chunks && { chunks: upload.chunks, embeddingModel: upload.embeddingModel };
  const vectorModel = given && (await toVectorModel(ctx, workspace, given));
  let made: Promise<NewChunk[]> | undefined;
  const chunks = () => {
    made ??= toChunks(draft, upload.chunks);
    return made;
  };
  if (!(await isKnown(ctx, workspace, draft))) await chunks();
  return { ...draft, chunks, vectorModel };
}

function cleanText(text: string): string {
  const content = normaliseContent(text);
  if (content === '') throw invalid('content', 'The document is empty.');
  if (Buffer.byteLength(content) > documentLimits.contentBytes)
    throw new AppError('payload_too_large', 'A document holds at most 10 MB of text. Upload it in parts.');
  return content;
}

function textsOf(chunks: GivenChunk[]): Record<string, string> {
  return Object.fromEntries(
    chunks.map(({ content, headingPath }, index) => [
      `chunks.${index}`,
      [...headingPath, content].join('\n'),
    ]),
  );
}

/** What a client cut otherwise, or embedded anew, is not the same content. */
function hashUpload(content: string, chunks: GivenChunk[] | undefined): Buffer {
  const digest = createHash('sha256').update(content);
  for (const { content: text, headingPath, embedding } of chunks ?? [])
    digest.update(`\0${JSON.stringify([headingPath, text, embedding])}`);
  return digest.digest();
}

/** A folder that is uploaded again and again mostly holds what is here already. */
function isKnown(
  { services }: CallContext,
  workspace: Workspace,
  draft: Omit<Prepared, 'chunks' | 'vectorModel'>,
) {
  return inWorkspace(services.db, workspace.id, async (tx) => {
    const row = draft.replaces
      ? await findDocument(tx, workspace.id, draft.replaces)
      : await findByTitle(tx, workspace.id, draft.title);
    return row !== undefined && isSame(row, draft);
  });
}

type Cut = GivenChunk & { overlap?: number };

async function cut(content: string): Promise<Cut[]> {
  const pieces: Piece[] = [];
  const breathe = createBreather();
  for (const piece of cutText(content)) {
    pieces.push(piece);
    await breathe();
  }
  return joinShort(content, pieces).map(({ start, end, overlap, headingPath }) => ({
    content: content.slice(start, end),
    headingPath,
    overlap,
  }));
}

async function toChunks(
  { title, content }: { title: string; content: string },
  given: GivenChunk[] | undefined,
) {
  return analyse(title, given ?? (await cut(content)));
}

/** Title and headings help each chunk to be found. */
async function analyse(title: string, cuts: Cut[]): Promise<NewChunk[]> {
  const chunks: NewChunk[] = [];
  const breathe = createBreather();
  for (const [position, { content, headingPath, overlap = 0, embedding }] of cuts.entries()) {
    const heading = [title, ...headingPath].join('\n');
    const { literal, length } = toTsvector({ title: heading, tags: [], body: content });
    chunks.push({ position, headingPath, content, overlap, terms: literal, length, embedding });
    await breathe();
  }
  return chunks;
}
