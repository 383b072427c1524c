export { uploadDocumentAlias } from './alias.ts';
export {
  type ChunkPlace,
  type PassageRow,
  selectFirstChunks,
  selectPassages,
  selectPlaces,
} from './chunk/index.ts';
export { eraseDocument } from './erase.ts';
export { countDocuments } from './queries.ts';
export { getDocument, listChunks, listDocuments } from './read.ts';
export { prepareDocuments, restoreDocuments } from './restore.ts';
export { uploadDocument } from './upload.ts';
