export { storeMemories } from './batch.ts';
export { eraseMemory } from './erase.ts';
export { selectByIds, toMemory } from './queries.ts';
export { getMemory, getStats, listMemories, listRecent } from './read.ts';
export { prepareMemories, restoreMemories } from './restore.ts';
export { storeMemory } from './store.ts';
export { getHistory, supersedeMemory } from './supersede.ts';
