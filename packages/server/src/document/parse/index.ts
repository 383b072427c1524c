export { parseFile } from './read-file.ts';
