const longest = 128;

/** Letters that carry no separable accent. */
const letters: Record<string, string> = {
  ß: 'ss',
  æ: 'a',
  œ: 'o',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
};

/**
 * One form for every spelling of a word: lower case, no accents, and `ä`, `ae` and `a` alike. An `ue` after
 * a, e or q is no umlaut (Bauer, neue, Quelle); before an i it is the seam of a compound (Kameraeinstellung).
 * Fold once only: what was folded may by chance hold a digraph again.
 */
export function fold(word: string): string {
  const spelled = cut(word)
    .normalize('NFC')
    .toLowerCase()
    .replace(/(?:ae|oe|(?<![aeq])ue)(?!i)/g, (digraph) => digraph.charAt(0))
    .replace(/[ßæœøłđðþıς]/g, (letter) => letters[letter] ?? letter);
  const plain = spelled.normalize('NFKD').replace(/[\u0300-\u036f\ufe00-\ufe0f\u20d0-\u20ff]/g, '');
  return cut(plain.normalize('NFC'));
}

/** Longer than any word; what begins with the same 128 characters counts as the same. */
function cut(word: string): string {
  if (word.length <= longest) return word;
  return Array.from(word.slice(0, 2 * longest))
    .slice(0, longest)
    .join('')
    .toWellFormed();
}
