import { toWordForm } from './query-words.ts';

/** The query's words, marked where they or a word they begin stand in the text. */
export function Highlight({ text, query }: { text: string; query: string }) {
  const form = toWordForm(query);
  if (!form) return text;
  let place = 0;
  return text.split(form).map((part, index) => {
    const key = `${place}`;
    place += part.length;
    return index % 2 === 1 ? <mark key={key}>{part}</mark> : part;
  });
}
