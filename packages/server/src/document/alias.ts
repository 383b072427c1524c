import type { Output, ParsedInput } from '@knowmind/sdk';
import type { CallContext, Context } from '../context.ts';
import { uploadDocument } from './upload.ts';

/** The field names of the older path. */
export const uploadDocumentAlias = {
  async prepare(ctx: CallContext, input: ParsedInput<'uploadDocumentAlias'>) {
    const save = await uploadDocument.prepare(ctx, input);
    return async (tx: Context): Promise<Output<'uploadDocumentAlias'>> => {
      const { id, chunks, embeddingProvider, unchanged } = await save(tx);
      return { id, chunksWritten: unchanged ? 0 : chunks, embeddingProvider, unchanged };
    };
  },
};
