export { cutText, joinShort, type Piece } from './cut.ts';
export { assertChunkSizes, type GivenChunk, toVectorModel } from './given.ts';
export { noteChunks } from './note.ts';
export {
  type ChunkPlace,
  insertChunks,
  type NewChunk,
  type PassageRow,
  selectChunks,
  selectFirstChunks,
  selectPassages,
  selectPlaces,
  type Written,
} from './queries.ts';
