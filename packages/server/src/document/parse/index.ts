export type { SentFile } from './kind.ts';
export type { ParsedFile } from './parse.ts';
export { parseFile } from './read-file.ts';
