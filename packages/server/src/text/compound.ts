import { fold } from './fold.ts';
import { lexicon } from './lexicon.ts';

const shortestBase = 3;
const bases = new Set(
  lexicon
    .split(/\s+/)
    .map(fold)
    .filter((base) => base.length >= shortestBase),
);
const links = ['', 's', 'es', 'n', 'en', 'er', 'e', 'ns', 'ens'];
const endings = ['', 'e', 'en', 'er', 'n', 's', 'es', 'ern', 'nen', 'in', 'innen'];
/** Nouns made with these endings are always linked with an s, whether we know them or not. */
const derived = /^[a-z]{3,}(?:ung|heit|keit|schaft|ion|itat|ling|tum)$/;
const shortest = 7;
const longest = 64;

/**
 * The parts of a folded German compound, without linking elements: vertragsverlangerung → vertrag,
 * verlangerung.
 */
export function compoundParts(word: string): string[] {
  if (word.length < shortest || word.length > longest || !/^[a-z]+$/.test(word)) return [];
  if (tailOf(word)) return [];
  return known(word, new Set()) ?? guessed(word) ?? linked(word) ?? ended(word) ?? begun(word) ?? [];
}

/** Every part known; the longest first part wins, so that the parts are few. */
function known(word: string, hopeless: Set<string>): string[] | undefined {
  if (hopeless.has(word)) return undefined;
  for (let at = word.length - shortestBase; at >= shortestBase; at -= 1) {
    const head = headOf(word.slice(0, at));
    if (!head) continue;
    const rest = word.slice(at);
    const tail = tailOf(rest);
    const parts = tail ? [tail] : known(rest, hopeless);
    if (parts) return [head, ...parts];
  }
  hopeless.add(word);
  return undefined;
}

/** Known parts and then a noun that only its ending gives away: Nutzerverifizierung. */
function guessed(word: string): string[] | undefined {
  for (let at = word.length - 7; at >= 4; at -= 1) {
    const tail = word.slice(at).replace(/en$/, '');
    const head = headOf(word.slice(0, at));
    const heads = head ? [head] : known(word.slice(0, at), new Set());
    if (heads && tail.length >= 7 && derived.test(tail)) return [...heads, tail];
  }
  return undefined;
}

/** A first part that its ending and the linking s give away, whatever follows: Abstimmungsbedarf. */
function linked(word: string): string[] | undefined {
  for (let at = word.length - 4; at > 6; at -= 1) {
    const head = word.slice(0, at - 1);
    if (word[at - 1] === 's' && derived.test(head)) return [head, word.slice(at)].flatMap(inParts);
  }
  return undefined;
}

function inParts(word: string): string[] {
  const tail = tailOf(word);
  return tail ? [tail] : (known(word, new Set()) ?? guessed(word) ?? [word]);
}

/** A last part of some length that is known, after anything: Kryptowährungssteuer, Hollerallee. */
function ended(word: string): string[] | undefined {
  for (let at = 4; at <= word.length - 6; at += 1) {
    const tail = tailOf(word.slice(at));
    if (tail && tail.length >= 6) return [tail];
  }
  return undefined;
}

/** A first part of some length that is known, before anything: Wasserhahn, Fahrradkurier. */
function begun(word: string): string[] | undefined {
  for (let at = word.length - 4; at >= 6; at -= 1) {
    const head = headOf(word.slice(0, at));
    if (head && head.length >= 6) return [head, word.slice(at)];
  }
  return undefined;
}

function headOf(head: string): string | undefined {
  for (const link of links) {
    const base = head.slice(0, head.length - link.length);
    if (head.endsWith(link) && bases.has(base)) return base;
  }
  if (head.length > shortestBase && bases.has(`${head}e`)) return `${head}e`;
  return undefined;
}

function tailOf(tail: string): string | undefined {
  for (const ending of endings) {
    const base = tail.slice(0, tail.length - ending.length);
    if (base.length >= shortestBase && tail.endsWith(ending) && bases.has(base)) return base;
  }
  return undefined;
}
