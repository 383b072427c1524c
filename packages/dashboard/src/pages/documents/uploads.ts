import { documentLimits } from '@knowmind/sdk';
import { useSyncExternalStore } from 'react';
import { queryClient } from '../../api.ts';
import { type Replaced, type Sent, sendFile } from './send.ts';

export type Upload = {
  key: number;
  file: File;
  replaces?: Replaced;
  state: 'waiting' | 'sending' | 'processing' | 'done' | 'refused';
  /** How much has left, 0 to 1. */
  share: number;
  answer?: Sent;
  /** Why it was refused; `too-large` was not even sent. */
  error?: unknown;
};

export const tooLarge = 'too-large';
/** The server reads one file at a time; the next one is on its way meanwhile. */
const atOnce = 2;

let uploads: readonly Upload[] = [];
let nextKey = 1;
let session = new AbortController();
const listeners = new Set<() => void>();

/** The uploads of this visit. They go on while other pages are looked at. */
export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(subscribe, () => uploads);
}

export function addUploads(files: Iterable<File>, replaces?: Replaced): void {
  const added = [...files].map((file): Upload => {
    const upload = { key: nextKey++, file, share: 0, ...(replaces ? { replaces } : {}) };
    if (file.size > documentLimits.contentBytes) return { ...upload, state: 'refused', error: tooLarge };
    return { ...upload, state: 'waiting' };
  });
  show([...added, ...uploads]);
  startNext();
}

export function retryUpload(key: number): void {
  change(key, { state: 'waiting', share: 0, error: undefined });
  startNext();
}

/** Takes what has ended off the list. */
export function clearUploads(): void {
  show(uploads.filter(({ state }) => state !== 'done' && state !== 'refused'));
}

/** Ends all of them: what waits for one workspace must not be stored in another. */
export function endUploads(): void {
  session.abort();
  session = new AbortController();
  show([]);
}

function startNext(): void {
  const busy = uploads.filter(({ state }) => state === 'sending' || state === 'processing').length;
  // The list has the newest first; the oldest goes first.
  const next = uploads.findLast(({ state }) => state === 'waiting');
  if (!next || busy >= atOnce) return;
  change(next.key, { state: 'sending' });
  void send(next, session.signal);
  startNext();
}

async function send({ key, file, replaces }: Upload, signal: AbortSignal): Promise<void> {
  const onSent = (share: number) => change(key, { share, state: share < 1 ? 'sending' : 'processing' });
  try {
    const answer = await sendFile(file, { signal, onSent, ...(replaces ? { replaces } : {}) });
    change(key, { state: 'done', answer });
    await queryClient.invalidateQueries();
  } catch (error) {
    change(key, { state: 'refused', error });
  }
  startNext();
}

function change(key: number, next: Partial<Upload>): void {
  show(uploads.map((upload) => (upload.key === key ? { ...upload, ...next } : upload)));
}

function show(next: readonly Upload[]): void {
  uploads = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
