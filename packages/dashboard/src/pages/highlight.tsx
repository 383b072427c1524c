/** The query's words, marked where they or a word they begin stand in the text. */
export function Highlight({ text, query }: { text: string; query: string }) {
  const words = (query.match(/[\p{L}\p{N}]{3,}/gu) ?? []).map((word) =>
    word.slice(0, Math.max(4, word.length - 2)),
  );
  if (words.length === 0) return text;
  const form = new RegExp(`((?<![\\p{L}\\p{N}])(?:${words.join('|')})[\\p{L}\\p{N}]*)`, 'giu');
  let place = 0;
  return text.split(form).map((part, index) => {
    const key = `${place}`;
    place += part.length;
    return index % 2 === 1 ? <mark key={key}>{part}</mark> : part;
  });
}
