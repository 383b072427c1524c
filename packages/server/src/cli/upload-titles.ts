import { relative, resolve, sep } from 'node:path';

type File = { path: string; parts: string[] };

/**
 * Titles for files that would have one title together, by path: with as many of their last folders as tell them apart,
 * and with their endings where folders do not. All other files keep the name that the service gives them. A title that
 * `earlier` told a file apart is kept, where it still does.
 */
export function toTitles(
  cwd: string,
  paths: readonly string[],
  earlier: (whole: string) => string | undefined,
): ReadonlyMap<string, string> {
  const files = paths.filter((path) => path !== '-').map((path) => ({ path, parts: toParts(cwd, path) }));
  const groups = new Map<string, File[]>();
  for (const file of files) {
    const title = withoutEnding(file.parts, 1);
    groups.set(title, [...(groups.get(title) ?? []), file]);
  }
  const titles = new Map([...groups.values()].flatMap(tellApart));
  const kept = new Map(titles);
  for (const { path } of files) {
    const title = earlier(resolve(cwd, path));
    if (title !== undefined) kept.set(path, title);
  }
  const all = files.map(({ path, parts }) => kept.get(path) ?? withoutEnding(parts, 1));
  return new Set(all).size === countPlaces(files) ? kept : titles;
}

/** The same file given twice is one. */
function countPlaces(files: File[]): number {
  return new Set(files.map(({ parts }) => parts.join('/'))).size;
}

/** What stands below the working folder, or below the root for a file elsewhere. */
function toParts(cwd: string, path: string): string[] {
  const whole = resolve(cwd, path);
  const below = relative(cwd, whole);
  return (below.startsWith('..') ? whole : below).normalize('NFC').split(sep).filter(Boolean);
}

function tellApart(files: File[]): [string, string][] {
  const places = countPlaces(files);
  if (places === 1) return [];
  const deepest = Math.max(...files.map(({ parts }) => parts.length));
  for (const form of [withoutEnding, withEnding])
    for (let depth = 1; depth <= deepest; depth += 1) {
      const titles = files.map(({ path, parts }): [string, string] => [path, form(parts, depth)]);
      if (new Set(titles.map(([, title]) => title)).size === places) return titles;
    }
  return [];
}

function withEnding(parts: string[], depth: number): string {
  return parts.slice(-depth).join('/');
}

function withoutEnding(parts: string[], depth: number): string {
  return withEnding(parts, depth).replace(/(?<=[^/])\.[a-z\d]{1,8}$/i, '');
}
