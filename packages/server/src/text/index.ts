export { isAsking } from './asking.ts';
export { timeTerms } from './dates.ts';
export { isIdentityQuestion } from './identity.ts';
export { maskTokens } from './mask.ts';
export { cleanName, foldName } from './name.ts';
export { normaliseContent } from './normalise.ts';
export { analyseQuery, type QueryTerm } from './query.ts';
export { findSecrets, mostFindings } from './secrets.ts';
export { analyseText, type Tsvector, toTsvector } from './tsvector.ts';
