export type { TermStatistics } from './queries.ts';
export { termStatistics } from './statistics.ts';
export { forgiveTyping } from './typing.ts';
