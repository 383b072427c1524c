import { documentLimits } from '@knowmind/sdk';
import type { CallContext, Workspace } from '../../context.ts';
import { inWorkspace } from '../../db/tenant.ts';
import { findIndex } from '../../embedding/index.ts';
import { AppError, invalid } from '../../errors.ts';

/** A chunk that a client cut, and perhaps embedded, itself. */
export type GivenChunk = { content: string; headingPath: string[]; embedding?: number[] | undefined };
type Given = { chunks: GivenChunk[]; embeddingModel: string | undefined };

/** Throws `payload_too_large` for a chunk that is no chunk any more. */
export function assertChunkSizes(chunks: GivenChunk[]): void {
  const index = chunks.findIndex(({ content }) => Buffer.byteLength(content) > documentLimits.chunkBytes);
  if (index === -1) return;
  throw new AppError(
    'payload_too_large',
    `chunks.${index} is larger than 100 KB. Cut it, or leave the chunks out: the server cuts documents itself.`,
  );
}

/**
 * The model under which the client's vectors are kept; undefined when it sent none, or the database keeps none.
 * Throws `invalid_request` for vectors that recall could not compare with a query's.
 */
export async function toVectorModel(
  { services }: CallContext,
  workspace: Workspace,
  { chunks, embeddingModel }: Given,
): Promise<string | undefined> {
  const lengths = chunks.map(({ embedding }) => embedding?.length);
  const first = lengths.findIndex((length) => length !== undefined);
  if (first === -1) return undefined;
  const model = chooseModel(services, embeddingModel);
  const stored = services.vectors
    ? (await inWorkspace(services.db, workspace.id, (tx) => findIndex(tx, workspace.id, model))).dimensions
    : null;
  const configured =
    services.config.model.dimensions ?? (services.models.embedder ? undefined : documentLimits.embedding);
  const expected = stored ?? configured ?? lengths[first];
  const wrong = lengths.findIndex((length) => length !== undefined && length !== expected);
  if (wrong !== -1)
    throw invalid(
      `chunks.${wrong}.embedding`,
      `The embedding has ${lengths[wrong]} numbers; those of ${model} have ${expected} here.`,
    );
  const flat = chunks.findIndex(({ embedding }) => embedding && !hasDirection(embedding));
  if (flat !== -1)
    throw invalid(
      `chunks.${flat}.embedding`,
      'The embedding has no direction: its numbers are all 0, or too small or too large to be compared.',
    );
  return services.vectors ? model : undefined;
}

/** Lengths between which the database, which squares and adds up in single precision, finds an angle. */
const shortest = 1e-12;
const longest = 1e12;

function hasDirection(embedding: number[]): boolean {
  const squares = embedding.reduce((sum, number) => sum + Math.fround(number) ** 2, 0);
  const length = Math.sqrt(squares);
  return length >= shortest && length <= longest;
}

function chooseModel({ models, config }: CallContext['services'], named: string | undefined): string {
  const { embedder } = models;
  if (!embedder) {
    if (named) return named;
    throw invalid('embeddingModel', 'Name the model that made the embeddings of the chunks.');
  }
  if (named === undefined || named === embedder.model || named === config.model.name) return embedder.model;
  throw invalid(
    'embeddingModel',
    `This server embeds with ${embedder.model}. Send embeddings of that model, or chunks without embeddings.`,
  );
}
