import type { Failure } from './file-failure.ts';
import type { CliIo } from './io.ts';
import { say } from './messages.ts';
import { harmless, print } from './output.ts';
import type { Step } from './sync-plan.ts';
import type { Skipped, Unreadable } from './sync-scan.ts';

type Action = Step['action'] | 'gone' | 'skipped' | 'failed';
/** What became of one file in a round. `reason`: why it was skipped. */
export type Item = {
  path: string;
  action: Action;
  id?: string;
  from?: string;
  reason?: Skipped['reason'];
  /** A document of this title, which this folder had not stored, was replaced. */
  tookPlace?: true;
  error?: Failure;
};
export type Counts = Record<Step['action'] | 'unchanged' | 'skipped' | 'failed', number>;

export function toUnreadable(io: CliIo, { path, reason }: Unreadable): Item {
  return {
    path,
    action: 'failed',
    error: { code: 'file', message: say(io, 'cannotRead', { path, reason }) },
  };
}

export function toSkipped({ path, reason }: Skipped): Item {
  return { path, action: 'skipped', reason };
}

const labels = {
  new: 'syncNew',
  changed: 'syncChanged',
  renamed: 'syncRenamed',
  removed: 'syncRemoved',
  gone: 'syncGone',
} as const;

/** `place`: how far the round is. Files of a type that is not read are many, and named only on demand. */
export function printItem(
  io: CliIo,
  item: Item,
  { place, verbose }: { place: string; verbose: boolean },
): void {
  const { path, action, from, error, reason, tookPlace } = item;
  const name = harmless(from === undefined ? path : `${from} → ${path}`).replaceAll('\n', ' ');
  if (action === 'skipped' && reason === 'type' && !verbose) return;
  if (action === 'skipped')
    print(io, `${name}: ${say(io, reason === 'type' ? 'syncOtherType' : 'syncEmpty')}`);
  else if (action !== 'failed') print(io, `${place}${name}: ${say(io, labels[action])}`);
  else io.stderr.write(`${place}${name}: ${harmless(error?.message ?? '').replaceAll('\n', ' ')}\n`);
  if (tookPlace) io.stderr.write(`${name}: ${say(io, 'syncTookPlace')}\n`);
}

export function count(items: Item[], unchanged: number): Counts {
  const of = (action: Action) => items.filter((item) => item.action === action).length;
  return {
    new: of('new'),
    changed: of('changed'),
    renamed: of('renamed'),
    removed: of('removed'),
    unchanged,
    skipped: of('skipped'),
    failed: of('failed'),
  };
}
