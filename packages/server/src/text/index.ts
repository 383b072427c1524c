export { detectLanguage, type Language } from './language.ts';
export { normaliseContent } from './normalise.ts';
export { type AnalysedQuery, analyseQuery, type QueryTerm } from './query.ts';
export { findSecrets, type SecretFinding } from './secrets.ts';
export { type IndexedText, type Tsvector, toTsvector } from './tsvector.ts';
