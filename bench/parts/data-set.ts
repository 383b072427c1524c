import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Document = { id: string; source: string; position: number; content: string; at?: string };
export type Query = { query: string; relevant: string[] };
/** One evaluation set: documents, and questions with the ids of the documents that answer them. */
export type DataSet = { name: string; language: 'de' | 'en'; documents: Document[]; queries: Query[] };

/** Every set of the folder, by name. */
export function readDataSets(folder: string): DataSet[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as DataSet);
}

/** `1:56 pm on 8 May, 2023` as ISO 8601 in UTC; undefined for what is no such time. */
export function toTime(at: string | undefined): string | undefined {
  const parts = /^(\d+):(\d+) (am|pm) on (\d+ \w+), (\d{4})$/.exec(at ?? '');
  if (!parts) return undefined;
  const [, hour = '', minute, half, day, year] = parts;
  const date = new Date(`${day} ${year} UTC`);
  date.setUTCHours((Number(hour) % 12) + (half === 'pm' ? 12 : 0), Number(minute));
  return date.toISOString();
}
