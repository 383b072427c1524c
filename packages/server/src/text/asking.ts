import { fold } from './fold.ts';

/**
 * Words with which a question asks, and of which its answer holds none: they are no stop words, for a text
 * may be about a name or a type, but say less than their rarity claims. Folded.
 */
const words = `
  who whom whose what which when where why how many much kind type name named called did does
  wer wen wem wessen was welche welchem welchen welcher welches wann wo woher wohin warum wieso weshalb wie
  viel viele heißt heißen hieß genannt`;

const asking = new Set(words.trim().split(/\s+/).map(fold));

/** Whether a folded word of a query only asks. */
export function isAsking(word: string): boolean {
  return asking.has(word);
}
