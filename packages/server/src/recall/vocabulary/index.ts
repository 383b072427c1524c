export { type Kind, kinds, type TermStatistics } from './queries.ts';
export { noteImport, renewStatistics, termStatistics } from './statistics.ts';
export { forgiveTyping } from './typing.ts';
