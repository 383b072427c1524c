import { CliError, type CliIo } from './io.ts';
import { say } from './messages.ts';

/** A date, or a time without its zone: `2024-01-31`, `2024-01-31 14:30`, `2024-01-31T14:30:05`. */
const localForm = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?$/;
const zonedForm = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/i;

/**
 * Which moment of a day, minute or second is meant that is given as one: its first, its last millisecond, or the
 * first one after it, for ends that do not count themselves.
 */
export type Moment = 'first' | 'last' | 'after';

/** A time that a person gave, as ISO 8601 in UTC. Without a zone it is local time. `CliError` when it is none. */
export function toTime(io: CliIo, text: string, { option, moment }: { option: string; moment: Moment }) {
  const given = text.trim();
  if (zonedForm.test(given)) {
    const time = new Date(given.replace(' ', 'T'));
    if (isDay(given.slice(0, 10)) && !Number.isNaN(time.getTime())) return time.toISOString();
  }
  const local = readLocal(given, moment);
  if (!local) throw new CliError(say(io, 'badTime', { option, value: given }));
  return local.toISOString();
}

function readLocal(given: string, moment: Moment): Date | undefined {
  const [, year, month, day, hour, minute, second, fraction] = localForm.exec(given) ?? [];
  if (year === undefined || !isDay(given.slice(0, 10))) return undefined;
  const [hours, minutes, seconds] = [hour, minute, second].map((part) => Number(part ?? 0)) as Clock;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const time = new Date(2000, 0, 1);
  time.setFullYear(Number(year), Number(month) - 1, Number(day));
  time.setHours(hours, minutes, seconds, Number((fraction ?? '').padEnd(3, '0')));
  if (moment === 'first' || fraction !== undefined) return time;
  // A day has not always 24 hours: the calendar says where it ends.
  if (hour === undefined) time.setDate(time.getDate() + 1);
  else time.setTime(time.getTime() + (second === undefined ? 60_000 : 1000));
  if (moment === 'last') time.setTime(time.getTime() - 1);
  return time;
}

type Clock = [number, number, number];

function isDay(date: string): boolean {
  const time = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date);
}

const lengths = { day: 10, minute: 16, second: 19 } as const;

/** A time of the service in the time zone of the machine, such as `2024-01-31 14:30`. */
export function toLocal(time: string, precision: keyof typeof lengths): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())];
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two);
  return `${day.join('-')} ${clock.join(':')}`.slice(0, lengths[precision]);
}
