import type { FileInput } from '@knowmind/sdk';
import { AppError, invalid } from '../errors.ts';

/** A body of multipart/form-data (RFC 7578). The platform's own reader has it whole: its size was checked before. */
export async function readForm(body: Buffer, contentType: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new AppError('invalid_request', 'The body is not valid multipart/form-data.');
  }
}

type Shape = { file: string; isJson(key: string): boolean };

/** The form's fields as an operation takes them. What a form leaves empty counts as left out. */
export async function toFields(form: FormData, { file, isJson }: Shape): Promise<Record<string, unknown>> {
  const fields = new Map<string, unknown>();
  for (const [key, value] of form) {
    if (fields.has(key)) throw invalid(key, `${key}: It is there twice; send one a request.`);
    if (key === file) fields.set(key, await toFile(file, value));
    else if (typeof value !== 'string')
      throw invalid(key, `${key}: A file belongs into the field "${file}".`);
    else if (value !== '') fields.set(key, isJson(key) ? parse(key, value) : value);
  }
  // An own property, whatever the caller calls a field.
  return Object.fromEntries(fields);
}

async function toFile(key: string, value: File | string): Promise<FileInput> {
  if (typeof value === 'string')
    throw invalid(key, `${key}: It has to be a file, with a filename in its Content-Disposition.`);
  return { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) };
}

function parse(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(key, `${key}: It has to be JSON.`);
  }
}
