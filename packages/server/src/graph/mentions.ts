import { graphLimits } from '@knowmind/sdk';
import { cleanName, foldName } from '../text/index.ts';

/** What a text names. `folded` finds it: of several spellings the first that is known counts. */
export type Mentions = {
  /** `[[name]]`: made where it is missing. */
  links: { name: string; folded: string }[];
  /** `@name`: linked where it is known. */
  calls: { folded: string[] }[];
};

/** More names than this in one text are left out. */
const mostMentions = 100;
const longestCall = 4;

const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const inlineCode = /`[^`\n]+`/g;
const link = /\[\[([^[\]|\n]{1,400})(?:\|[^[\]\n]*)?\]\]/gu;
const word = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}_.'’-]{0,60}[\p{L}\p{N}])?`;
const call = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.@/:+-])@(${word}(?: ${word}){0,${longestCall - 1}})`,
  'gu',
);

/** The names in a text, each once. Code, e-mail addresses and paths name nothing. */
export function findMentions(text: string): Mentions {
  const prose = withoutCode(text);
  const links = new Map<string, { name: string; folded: string }>();
  for (const [, found = ''] of prose.matchAll(link)) {
    const name = cleanName(found);
    const folded = foldName(name);
    if (!/^[\p{L}\p{N}]/u.test(name) || !/\p{L}/u.test(name) || name.length > graphLimits.name) continue;
    if (links.size < mostMentions && !links.has(folded)) links.set(folded, { name, folded });
  }
  const calls = new Set<string>();
  for (const [, found = ''] of prose.replace(link, ' ').matchAll(call)) {
    if (calls.size < mostMentions) calls.add(found);
  }
  return { links: [...links.values()], calls: Array.from(calls, (found) => ({ folded: spellings(found) })) };
}

/** Without fenced blocks and `inline code`; a fence that is never closed reaches to the end. */
function withoutCode(text: string): string {
  let open = '';
  const lines = text.split('\n').filter((line) => {
    const mark = fence.exec(line)?.[1] ?? '';
    if (open === '') {
      open = mark;
      return mark === '';
    }
    if (mark.startsWith(open)) open = '';
    return false;
  });
  return lines.join('\n').replace(inlineCode, ' ');
}

/** `@Anna Schmidt said` may name Anna Schmidt said, Anna Schmidt, or Anna; `@anna_schmidt` also anna schmidt. */
function spellings(found: string): string[] {
  const words = found.split(' ');
  const longest = words.map((_, index) => words.slice(0, words.length - index).join(' '));
  const each = longest.flatMap((name) => [
    name,
    name.replace(/['’]s?$/u, ''),
    name.replace(/['’]\p{L}{1,2}$/u, ''),
  ]);
  const first = words[0] ?? '';
  return [...new Set([...each, first.replace(/[_.-]+/gu, ' ')].map(foldName))].filter(Boolean);
}
