export { getMemory, getStats, listMemories, listRecent } from './read.ts';
export { storeMemory } from './store.ts';
