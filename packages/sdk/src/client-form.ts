import type { FileInput } from './contract/common.ts';

/** The fields of a call with a file, as a form: texts as they are, the rest as JSON. */
export function toForm(fields: Map<string, unknown>): FormData {
  const form = new FormData();
  for (const [key, value] of fields) {
    if (isFile(value)) form.append(key, toFile(value));
    else form.append(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return form;
}

/** A form as a stream that tells how much of it was taken. Sets the header that names the form's boundary. */
export function toStream(form: FormData, headers: Headers, onSent: (bytes: number) => void): RequestInit {
  const encoded = new Response(form);
  headers.set('content-type', encoded.headers.get('content-type') ?? '');
  let sent = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      sent += part.byteLength;
      onSent(sent);
      controller.enqueue(part);
    },
  });
  // Node's fetch asks for it; the type of browsers does not know it yet.
  const half = { duplex: 'half' } as RequestInit;
  return { ...half, body: encoded.body?.pipeThrough(counter) ?? null };
}

function isFile(value: unknown): value is FileInput {
  return typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array;
}

function toFile({ bytes, name, type }: FileInput): File {
  return new File([bytes as Uint8Array<ArrayBuffer>], name, { type });
}
