import type { Entry } from './sync-manifest.ts';

/** A file of the folder; `path` from there, with `/`. */
export type Found = { path: string; hash: string; size: number; mtimeMs: number };
export type Step =
  | { action: 'new'; path: string; file: Found }
  | { action: 'changed'; path: string; file: Found; id: string }
  | { action: 'renamed'; path: string; file: Found; id: string; from: string }
  | { action: 'removed'; path: string; id: string };
export type Plan = { steps: Step[]; unchanged: Found[] };

/**
 * What has to be done so that the memory holds what the folder holds. A new file with the content of one that is
 * gone is that one under another name.
 */
export function planSync(known: Readonly<Record<string, Entry>>, found: readonly Found[]): Plan {
  const present = new Set(found.map(({ path }) => path));
  const gone = new Map(Object.entries(known).filter(([path]) => !present.has(path)));
  const unchanged: Found[] = [];
  const steps = found.flatMap((file): Step[] => {
    const { path } = file;
    const entry = Object.hasOwn(known, path) ? known[path] : undefined;
    if (entry?.hash === file.hash) {
      unchanged.push(file);
      return [];
    }
    if (entry) return [{ action: 'changed', path, file, id: entry.id }];
    const from = [...gone].find(([, { hash }]) => hash === file.hash);
    if (!from) return [{ action: 'new', path, file }];
    gone.delete(from[0]);
    return [{ action: 'renamed', path, file, id: from[1].id, from: from[0] }];
  });
  const removed = [...gone].map(([path, { id }]): Step => ({ action: 'removed', path, id }));
  return { steps: [...steps, ...removed], unchanged };
}
