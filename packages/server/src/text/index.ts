export { maskTokens } from './mask.ts';
export { normaliseContent } from './normalise.ts';
export { analyseQuery } from './query.ts';
export { findSecrets } from './secrets.ts';
export { toTsvector } from './tsvector.ts';
