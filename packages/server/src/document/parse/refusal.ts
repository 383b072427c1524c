export type RefusalCode = 'invalid_request' | 'payload_too_large' | 'unsupported_media_type';

/**
 * Why a file is not taken, in words for the person who sent it. The parser's thread imports nothing of the
 * house, so this is no `AppError`; `read-file.ts` makes one of it.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The file is of the right type, but damaged or not made as its format asks for. */
export function broken(what: string): Refusal {
  return new Refusal(
    'invalid_request',
    `This ${what} is damaged and cannot be read. Save it anew and try again.`,
  );
}
