import { z } from 'zod';
import { scopes } from './operation.ts';

export const id = z.uuid();
/** A file as it is sent: `type` is its media type; either may be empty. */
export type FileInput = { name: string; type: string; bytes: Uint8Array };

/** JSON has no bytes: what passes here came as multipart/form-data, or is on its way to be sent so. */
export const fileInput = z.custom<FileInput>(
  (value) =>
    typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array,
  'Send the file as multipart/form-data.',
);

const firstTime = Date.parse('0001-01-01T00:00:00.000Z');
const lastTime = Date.parse('9999-12-31T23:59:59.999Z');

/** ISO 8601, in UTC or with an offset; in UTC its year has four digits. PostgreSQL has no year 0. */
export const timestamp = z.iso
  .datetime({ offset: true })
  .refine((time) => !(Date.parse(time) > lastTime), 'The year is past 9999.')
  .refine((time) => !(Date.parse(time) < firstTime), 'The year is before 1.');
export const scope = z.enum(scopes);
export const done = z.object({ ok: z.literal(true) });

export const pageInput = {
  limit: z.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
};

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const scopeSet = z
  .array(scope)
  .min(1, 'Choose at least one scope: read, write or admin.')
  .transform((chosen) => scopes.filter((name) => chosen.includes(name)));

export const text = (max: number) => z.string().trim().min(1).max(max);
export const email = z.string().trim().toLowerCase().max(254).pipe(z.email());
export const locale = z.enum(['de', 'en']);
