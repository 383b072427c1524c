export { closeLook, findCandidates } from './find.ts';
export type { Candidate } from './queries.ts';
