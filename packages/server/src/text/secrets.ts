import { secretPatterns } from './secret-patterns.ts';

/** Where something secret stands, lines and columns from 1. What it says is told to no one. */
export type SecretFinding = { kind: string; line: number; column: number };
type Found = { kind: string; from: number; to: number };

const name = 'pass(?:wor[dt]|wd|phrase)|kennwort|pwd|secret|token|(?:api|access|account)[_ -]?key';
const assigned = '[ \\t]{0,3}(?::=|=>|[:=]|(?<=[ \\t])(?:is|ist|lautet)(?=[ \\t]))[*]{0,2}[ \\t]{0,3}';
const named = new RegExp(`(?:${name})["'\`*]{0,3}${assigned}["'\`]?([^\\s"'\`]{4,200})`, 'giu');
const inUrl = /:\/\/[^\s:@/]{1,64}:([^\s:@/]{4,128})@(?=[^\s]{2})/g;

/** More of one text are not told: whoever takes twenty out looks for the rest as well. */
export const mostFindings = 20;

/** Text that looks like a password or access key: the first places of it, at most `most`. */
export function findSecrets(text: string, most = mostFindings): SecretFinding[] {
  const all = secretPatterns.flatMap(({ kind, pattern }) => firstOf(findShaped(text, kind, pattern), most));
  for (const one of [...firstOf(findNamed(text), most), ...firstOf(findInUrls(text), most)]) {
    if (!all.some((other) => one.from < other.to && other.from < one.to)) all.push(one);
  }
  const first = all.sort((a, b) => a.from - b.from).slice(0, most);
  return locate(text, first);
}

/** A text may hold hundreds of thousands, and the search ends with the last one that is wanted. */
function firstOf(found: Iterable<Found>, most: number): Found[] {
  const first: Found[] = [];
  for (const one of found) {
    if (first.length === most) break;
    first.push(one);
  }
  return first;
}

function* findShaped(text: string, kind: string, pattern: RegExp): Generator<Found> {
  for (const { 0: found, index } of text.matchAll(pattern))
    yield { kind, from: index, to: index + found.length };
}

/** `password: …`, `API_KEY=…`, `das Passwort ist …`, if the value looks like one. */
function* findNamed(text: string): Generator<Found> {
  for (const { 0: found, 1: value = '', index } of text.matchAll(named)) {
    const to = index + found.length;
    const password = /^(?:pass|kennwort|pwd)/i.test(found);
    const real = password ? looksLikePassword(value) : looksLikeKey(value);
    if (real) yield { kind: password ? 'password' : 'access key', from: to - value.length, to };
  }
}

function* findInUrls(text: string): Generator<Found> {
  for (const { 0: found, 1: value = '', index } of text.matchAll(inUrl)) {
    const to = index + found.length - 1;
    if (looksLikePassword(value)) yield { kind: 'password in a URL', from: to - value.length, to };
  }
}

/** Placeholders, code, paths, addresses and dates, and the algorithms that prose on passwords speaks of. */
const harmless = [
  /^[<>${[(%*/\\.]/,
  /[(){}<>[\]]/,
  /^https?:/i,
  /^(?:process|os|env|config|settings)\./i,
  /^(.)\1*$/,
  /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}$/,
  /^(?:your|dein|my|example|beispiel|change|placeholder|dummy|redacted|hidden|x{3}|test)/i,
  /^(?:base|sha|md|argon|pbkdf|bcrypt|scrypt|oauth|utf|aes|hs|rs|es|ed|rsa|x|http|tls|saml|ipv)-?\d+/i,
];

function looksLikePassword(written: string): boolean {
  const value = withoutPunctuation(written);
  if (value.length < 5 || harmless.some((pattern) => pattern.test(value))) return false;
  const mixed = /\p{L}/u.test(value) && /\d/.test(value);
  return (
    mixed || /^\d{5,}$/.test(value) || /\p{L}[^\s]*[!@#$%^&+?=~][\p{L}\d]/u.test(value) || capitals(value)
  );
}

/** Capitals inside a word of some length: `kGwPzQrT`, not `PostgreSQL` or `MyPassword`. */
function capitals(value: string): boolean {
  return /^[A-Za-z]{8,}$/.test(value) && (value.slice(1).match(/[a-z][A-Z]/g)?.length ?? 0) >= 3;
}

function looksLikeKey(written: string): boolean {
  const value = withoutPunctuation(written);
  if (!/^[\w+/=.~-]{16,}$/.test(value) || harmless.some((pattern) => pattern.test(value))) return false;
  return /[A-Za-z]/.test(value) && (value.match(/\d/g)?.length ?? 0) >= 2;
}

function withoutPunctuation(value: string): string {
  return value.replace(/[.,;:!?)*]{1,200}$/, '');
}

function locate(text: string, found: Found[]): SecretFinding[] {
  let line = 1;
  let lineStart = 0;
  let next = text.indexOf('\n');
  return found.map(({ kind, from }) => {
    while (next !== -1 && next < from) {
      line += 1;
      lineStart = next + 1;
      next = text.indexOf('\n', lineStart);
    }
    return { kind, line, column: from - lineStart + 1 };
  });
}
