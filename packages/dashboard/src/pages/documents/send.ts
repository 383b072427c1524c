import { type ErrorBody, KnowmindError, type Output, operations } from '@knowmind/sdk';

export type Sent = Output<'uploadDocument'>;
export type Replaced = { id: string; title: string };
type Options = {
  /** The document whose text the file takes the place of; it keeps its title. */
  replaces?: Replaced;
  signal: AbortSignal;
  /** How much has left, 0 to 1. */
  onSent(share: number): void;
};

/**
 * Uploads a file. Browsers tell how much of a request has left only to XMLHttpRequest. Rejects with
 * `KnowmindError`; `unreachable` when the connection broke off or the signal ended it.
 */
export function sendFile(file: File, { replaces, signal, onSent }: Options): Promise<Sent> {
  const form = new FormData();
  if (replaces) {
    form.set('replaceDocumentId', replaces.id);
    form.set('title', replaces.title);
  }
  form.set('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const { method, path } = operations.uploadDocument;
    request.open(method, path);
    request.responseType = 'json';
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.upload.onload = () => onSent(1);
    request.onload = () =>
      request.status < 300 ? resolve(request.response as Sent) : reject(toError(request));
    request.onerror = () => reject(toError(request));
    request.onabort = () => reject(toError(request));
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

function toError(request: XMLHttpRequest): KnowmindError {
  const body = (request.response as ErrorBody | null)?.error;
  const retryAfter = Number(request.getResponseHeader('retry-after'));
  return new KnowmindError({
    code: body?.code ?? (request.status === 0 ? 'unreachable' : 'internal'),
    status: request.status,
    message: body?.message ?? `The server answered ${request.status}.`,
    ...(body ? { body } : {}),
    retryAfter: retryAfter > 0 ? retryAfter : null,
  });
}
