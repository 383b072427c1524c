import { entityClasses } from '@knowmind/sdk';
import { z } from 'zod';
import { invalid } from './errors.ts';

/** A place in a list ordered by time: of the last item, when it was made and its id. PostgreSQL has no year 0. */
export const timePlace = z.tuple([
  z.iso.datetime({ precision: 3 }).refine((time) => time >= '0001', 'before the first year'),
  z.uuid(),
]);
/** A place in a list ordered by name: the folded name of the last item, and its class. */
export const namePlace = z.tuple([
  z
    .string()
    .max(1000)
    .refine((name) => !name.includes('\0'), 'no NUL'),
  z.enum(entityClasses),
]);
/** A place among a document's chunks: the position of the last one. PostgreSQL's integers end there. */
export const chunkPlace = z.tuple([z.int32()]);
/** A place in the audit log: the number of its last entry. */
export const sequencePlace = z.tuple([z.int().nonnegative()]);

/** An opaque mark of a place in a list. */
export function toCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Reads a cursor back; throws `invalid_request` for one that this server did not make for such a list. */
export function fromCursor<Place extends z.ZodType>(cursor: string, place: Place): z.output<Place> {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw invalid('cursor', 'The cursor is not one of this list. Start again without it.');
  }
}
