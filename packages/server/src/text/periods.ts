/** A period that a query names: the words that name it, and the forms under which its days, months or years are found. */
export type Period = { text: string; lexemes: string[] };
type Words = Partial<Record<string, string>>;
type Form = { form: RegExp; read: (words: Words, now: Date) => string[] };

const last = 'last|past|previous|letzte[mnrs]?|vergangene[mnrs]?|vorige[mnrs]?';
const current = 'this|diese[mnrs]?';
const within = 'in(?:\\s+the)?|during(?:\\s+the)?|over\\s+the|im|am|on|den|während\\s+des';
const which = `(?:(?:(?<last>${last})|(?<current>${current})|(?<within>${within}))\\s+)?`;
const year = '(?:\\s*(?:of|des\\s+Jahres|in)?\\s*(?<year>(?:19|20)\\d\\d)(?!\\d))?';
const around = (body: string) => new RegExp(`(?<![\\p{L}\\p{N}])${body}(?![\\p{L}\\p{N}])`, 'giu');
const dayMs = 86_400_000;

/** Three months each; winter begins in December of the year that names it. */
const seasons: [string, number][] = [
  ['spring|frühling|frühjahr|fruehling|fruehjahr', 3],
  ['summer|sommer', 6],
  ['autumn|fall|herbst', 9],
  ['winter', 12],
];
const quarters: [string, number][] = [
  ['q1|(?:first|1st)\\s+quarter|(?:erste[mns]?|1\\.)\\s+quartal', 1],
  ['q2|(?:second|2nd)\\s+quarter|(?:zweite[mns]?|2\\.)\\s+quartal', 4],
  ['q3|(?:third|3rd)\\s+quarter|(?:dritte[mns]?|3\\.)\\s+quartal', 7],
  ['q4|(?:fourth|4th)\\s+quarter|(?:vierte[mns]?|4\\.)\\s+quartal', 10],
];
const weekdays = [
  'sunday|sonntag',
  'monday|montag',
  'tuesday|dienstag',
  'wednesday|mittwoch',
  'thursday|donnerstag',
  'friday|freitag',
  'saturday|samstag|sonnabend',
];

/** The seasons and the days of the week, as an expression. */
export const periodNames = [...seasons.map(([names]) => names), ...weekdays].join('|');

const forms: Form[] = [
  ...[...seasons, ...quarters].map(
    ([names, month]): Form => ({
      form: around(`${which}(?:${names})${year}`),
      read: (words, now) => readMonths(words, month, now),
    }),
  ),
  ...weekdays.map(
    (names, day): Form => ({
      form: around(`${which}(?:${names})`),
      read: (words, now) => (isNamed(words) ? [dayOf(before(now, daysSince(now, day) || 7))] : []),
    }),
  ),
  {
    form: around(`${which}(?:weekend|wochenende)s?`),
    read: (words, now) => {
      if (!isNamed(words)) return [];
      const saturday = before(now, daysSince(now, 6) + (words.last && isWeekend(now) ? 7 : 0));
      return [dayOf(saturday), dayOf(before(saturday, -1))];
    },
  },
  { form: around(`(?:${current})\\s+(?:week|woche)`), read: (_, now) => daysOfWeek(now) },
  { form: around('(?<many>\\p{L}+|\\d{1,2})\\s+weeks\\s+ago'), read: readWeeks },
  { form: around('vor\\s+(?<many>\\p{L}+|\\d{1,2})\\s+wochen'), read: readWeeks },
  { form: around(`(?:diese[mnrs]?)\\s+monats?`), read: (_, now) => [monthOf(now)] },
  { form: around(`(?:diese[mnrs]?)\\s+jahre?s?`), read: (_, now) => [monthOf(now).slice(0, 5)] },
  { form: /(?<![\d.-])(?<year>(?:19|20)\d\d)-(?<month>0[1-9]|1[0-2])(?![\d-])/gu, read: readMonth },
  { form: /(?<![\d.,-])(?<decade>(?:19|20)\d)0(?:s|er)(?!\p{L})/giu, read: readDecade },
];

/** The seasons, quarters, decades, weeks, weekends and days of the week that a query names. */
export function findPeriods(query: string, now: Date): Period[] {
  return forms.flatMap(({ form, read }) =>
    Array.from(query.matchAll(form)).flatMap(({ 0: text, groups = {} }) => {
      const lexemes = read(groups, now);
      return lexemes.length > 0 ? [{ text: text.trim(), lexemes }] : [];
    }),
  );
}

/** Fall, spring and Friday mean something else, or no certain time, unless a word before them says so. */
function isNamed({ last, current, within, year }: Words): boolean {
  return [last, current, within, year].some((word) => word !== undefined);
}

/** Three months of the year that is named or meant; of any year where none is. */
function readMonths(words: Words, from: number, now: Date): string[] {
  if (!isNamed(words)) return [];
  const months = [from, from + 1, from + 2];
  if (words.within && !words.year) return months.map((month) => `@-${twoDigits(((month - 1) % 12) + 1)}`);
  const start = Number(words.year ?? now.getUTCFullYear());
  const over = Date.UTC(start, from + 2, 1) <= now.getTime();
  const begun = Date.UTC(start, from - 1, 1) <= now.getTime();
  const back = words.year || (words.last ? over : begun) ? 0 : 1;
  return months.map((month) => monthOf(new Date(Date.UTC(start - back, month - 1, 1))));
}

function readMonth({ year, month }: Words): string[] {
  return [`@${year}-${month}`];
}

function readDecade({ decade }: Words): string[] {
  return Array.from({ length: 10 }, (_, digit) => `@${decade}${digit}`);
}

const numbers = [
  ['one', 'a', 'einer'],
  ['two', 'zwei'],
  ['three', 'drei'],
  ['four', 'vier'],
  ['five', 'fünf'],
  ['six', 'sechs'],
];

function readWeeks({ many = '' }: Words, now: Date): string[] {
  const weeks = Number(many) || numbers.findIndex((names) => names.includes(many.toLowerCase())) + 1;
  return weeks > 0 ? daysOfWeek(before(now, 7 * weeks)) : [];
}

/** Monday to Sunday around a day. */
export function daysOfWeek(day: Date): string[] {
  const monday = before(day, daysSince(day, 1));
  return Array.from({ length: 7 }, (_, index) => dayOf(before(monday, -index)));
}

/** How many days ago a day of the week was; 0 on that day. Sunday is 0. */
function daysSince(now: Date, weekday: number): number {
  return (now.getUTCDay() - weekday + 7) % 7;
}

function isWeekend(now: Date): boolean {
  return now.getUTCDay() % 6 === 0;
}

function before(day: Date, days: number): Date {
  return new Date(day.getTime() - days * dayMs);
}

function dayOf(day: Date): string {
  return `@${day.toISOString().slice(0, 10)}`;
}

function monthOf(day: Date): string {
  return `@${day.toISOString().slice(0, 7)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
