export { cutText, joinShort, type Piece } from './cut.ts';
export { assertChunkSizes, type GivenChunk, toVectorModel } from './given.ts';
export {
  analyzeChunks,
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
