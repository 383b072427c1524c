import { findBlock, mergeBlock, removeBlock } from './init-block.ts';

/** A rule of Cursor that holds in every conversation. */
const front = '---\ndescription: Long-term memory (knowmind)\nalwaysApply: true\n---\n';

/** The file of the rule; undefined where a file of that name is somebody else's. */
export function mergeRule(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '') return mergeBlock(front);
  return findBlock(text) ? mergeBlock(text) : undefined;
}

/** What is left of the rule; undefined where all of it was ours. */
export function removeRule(text: string): string | undefined {
  const rest = removeBlock(text);
  return rest === undefined || rest.replaceAll('\r', '') === front ? undefined : rest;
}
