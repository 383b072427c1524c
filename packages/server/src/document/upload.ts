import type { Output, ParsedInput } from '@knowmind/sdk';
import type { CallContext, Context } from '../context.ts';
import { toUpload } from './file.ts';
import { prepareUpload } from './prepare.ts';
import { saveDocument } from './save.ts';

/** Uploads a document: what takes long is done first, what it returns then writes within the transaction. */
export const uploadDocument = {
  async prepare(ctx: CallContext, input: ParsedInput<'uploadDocument'>) {
    const prepared = await prepareUpload(ctx, await toUpload(ctx, input));
    return (tx: Context): Promise<Output<'uploadDocument'>> => saveDocument(tx, prepared);
  },
};
