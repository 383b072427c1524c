import * as chrono from 'chrono-node';
import { daysOfWeek, findPeriods, periodNames } from './periods.ts';
import type { QueryTerm } from './query.ts';

/** The forms under which a day is found: its year, its month, itself, and the month of any year. In UTC. */
export function dateLexemes(date: Date): string[] {
  const day = date.toISOString().slice(0, 10);
  return [`@${day.slice(0, 4)}`, `@${day.slice(0, 7)}`, `@${day}`, `@-${day.slice(5, 7)}`];
}

const months = [
  'jan(?:uary|uar)?',
  'feb(?:ruary|ruar)?',
  'mar(?:ch)?|märz|maerz|mrz',
  'apr(?:il)?',
  'may|mai',
  'june?|juni',
  'july?|juli',
  'aug(?:ust)?',
  'sep(?:t(?:ember)?)?',
  'o[ck]t(?:ober)?',
  'nov(?:ember)?',
  'de[cz](?:ember)?',
];
const last = '(?<last>last|past|previous|letzte[mnrs]?|vergangene[mnrs]?|vorige[mnrs]?)\\s+';
const before = '(?<before>in|since|during|of|early|late|mid|im|seit|anfang|mitte|ende)\\s+';
const monthForms = months.map(
  (month) =>
    new RegExp(
      `(?<!\\p{L})(?:${last}|${before})?(?:${month})(?!\\p{L})\\.?(?:\\s+(?<year>\\d{4}))?(?!\\d)`,
      'giu',
    ),
);
/**
 * A digit, or a word without which no time is named. Most queries have none of them. The forms of times are so many that
 * to look for all of them takes longer than the rest of the analysis, and tens of milliseconds after a pause: regular
 * expressions that were not used for a while are compiled again.
 */
const hint = new RegExp(
  [
    '\\d',
    `\\b(?:${months.join('|')})\\b`,
    '(?:day|night|week|weekend|month|year|quarter)s?\\b',
    '\\b(?:mos?|mon|yr|qtr|jr)\\b',
    '(?:tomorrow|overmorrow|tmrw?|heute|morgen|gestern)\\b',
    '(?:tag|wochenende|monat|jahr|quartal)(?:e|en|es|s)?\\b|woche[ns]?\\b|nacht',
    periodNames,
  ].join('|'),
  'i',
);
const yearForm = /(?<![\d.,-])(?:19|20)\d\d(?![\d.,-]*\d)/g;

/**
 * The times a query names, as terms: "in May 2023", "letzten März", "yesterday". A memory of that time
 * holds them. `now` is what relative times are reckoned from.
 */
export function timeTerms(query: string, now: Date): QueryTerm[] {
  if (!hint.test(query)) return [];
  const periods = findPeriods(query, now).map(({ text, lexemes }) => toTerm(text, lexemes));
  const named = [...periods, ...byMonth(query, now), ...byDay(query, now)];
  const years = (query.match(yearForm) ?? []).map((year) => toTerm(year, [`@${year}`]));
  const all = new Map([...years, ...named].map((term) => [term.lexemes.join(), term]));
  return [...all.values()].slice(0, 5);
}

function byMonth(query: string, now: Date): QueryTerm[] {
  return monthForms.flatMap((form, index) =>
    Array.from(query.matchAll(form)).flatMap(({ 0: text, groups = {} }) => {
      const month = String(index + 1).padStart(2, '0');
      if (groups.year) return [toTerm(text, [`@${groups.year}-${month}`])];
      if (groups.last) return [toTerm(text, [`@${lastYearOf(index, now)}-${month}`])];
      // April, May and June are people, and may and march verbs, unless something says otherwise.
      return groups.before ? [toTerm(text, [`@-${month}`])] : [];
    }),
  );
}

function lastYearOf(month: number, now: Date): number {
  return month < now.getUTCMonth() ? now.getUTCFullYear() : now.getUTCFullYear() - 1;
}

function byDay(query: string, now: Date): QueryTerm[] {
  const from = { instant: now, timezone: 'UTC' };
  return [...chrono.parse(query, from), ...chrono.de.parse(query, from)].flatMap(({ text, start }) => {
    if (start.isCertain('hour') || !start.isCertain('year') || isArticle(text)) return [];
    const day = new Date(
      Date.UTC(start.get('year') ?? 0, (start.get('month') ?? 1) - 1, start.get('day') ?? 1),
    );
    if (Number.isNaN(day.getTime())) return [];
    const [year = '', month = '', itself = ''] = dateLexemes(day);
    if (/\bweek\b|\bwoche\b/i.test(text)) return [toTerm(text, daysOfWeek(day))];
    if (start.isCertain('day')) return [toTerm(text, [itself])];
    return [toTerm(text, [start.isCertain('month') ? month : year])];
  });
}

/** "In a" is taken for "in a year", which German abbreviates so. */
function isArticle(text: string): boolean {
  return /\sa$/i.test(text) && !/\d/.test(text);
}

function toTerm(text: string, lexemes: string[]): QueryTerm {
  return { word: text.trim(), lexemes };
}
