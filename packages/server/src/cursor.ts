import { invalid } from './errors.ts';

/** An opaque mark of a place in a list. */
export function toCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Reads a cursor back; throws `invalid_request` for one that this server did not make. */
export function fromCursor<T extends (string | number)[]>(
  cursor: string,
  isPlace: (value: unknown[]) => boolean,
): T {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(place) && isPlace(place)) return place as T;
  } catch {
    // falls through to the error below
  }
  throw invalid('cursor', 'The cursor is not one of this list. Start again without it.');
}
