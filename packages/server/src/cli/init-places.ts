import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergeBlock, removeBlock } from './init-block.ts';
import { mergeHooks, removeHooks, setsStatusLine } from './init-hooks.ts';
import { mergeRule, removeRule } from './init-rule.ts';
import { claudeFolder, codexFolder } from './install-clients.ts';
import type { CliIo } from './io.ts';

/** What is written into one file. */
export type Piece = {
  path: string;
  /** Undefined where the file is somebody else's. */
  merge(text: string | undefined): string | undefined;
  /** Undefined where nothing is left, and the file goes. */
  remove(text: string): string | undefined;
};

/** An assistant that can be told to use the memory. */
export type Place = {
  id: string;
  name: string;
  /** Whether it is in use, in this folder or on this machine. */
  isFound(io: CliIo): boolean;
  /** Its files in a project, or those of the person; none where it takes pasted text only. */
  pieces(io: CliIo, personal: boolean): Piece[];
};

/** `others`: settings whose status line would be hidden by one in this file. */
const hooks = (path: string, others: string[]): Piece => ({
  path,
  merge: (text) => mergeHooks(text, others.some(hasStatusLine)),
  remove: removeHooks,
});
const block = (path: string): Piece => ({ path, merge: mergeBlock, remove: removeBlock });
const rule = (path: string): Piece => ({ path, merge: mergeRule, remove: removeRule });

export const places: Place[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    isFound: (io) => existsSync(join(io.cwd, '.claude')) || hasClaude(io),
    pieces(io, personal) {
      const mine = claudeFolder(io);
      if (personal) return [hooks(join(mine, 'settings.json'), []), block(join(mine, 'CLAUDE.md'))];
      const folder = join(io.cwd, '.claude');
      const others = [join(mine, 'settings.json'), join(folder, 'settings.local.json')];
      return [hooks(join(folder, 'settings.json'), others), block(join(io.cwd, 'CLAUDE.md'))];
    },
  },
  {
    id: 'cursor',
    name: 'Cursor',
    isFound: ({ cwd, homeDir }) => [cwd, homeDir].some((folder) => existsSync(join(folder, '.cursor'))),
    // The rules of a person are in its settings, which are no file.
    pieces: ({ cwd }, personal) => (personal ? [] : [rule(join(cwd, '.cursor', 'rules', 'knowmind.mdc'))]),
  },
  {
    id: 'codex',
    name: 'Codex CLI',
    isFound: (io) => existsSync(join(codexFolder(io), 'config.toml')),
    pieces: (io, personal) => [block(join(personal ? codexFolder(io) : io.cwd, 'AGENTS.md'))],
  },
  {
    id: 'gemini',
    name: 'Gemini CLI',
    isFound: ({ cwd, homeDir }) =>
      [cwd, homeDir].some((folder) => existsSync(join(folder, '.gemini', 'settings.json'))),
    pieces: ({ cwd, homeDir }, personal) => [
      block(personal ? join(homeDir, '.gemini', 'GEMINI.md') : join(cwd, 'GEMINI.md')),
    ],
  },
];

function hasStatusLine(path: string): boolean {
  try {
    return setsStatusLine(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    // There is none, or none that the client could read either.
    return false;
  }
}

/** `~/.claude`, `~/.claude.json` and the like. */
function hasClaude(io: CliIo): boolean {
  const { homeDir } = io;
  if (existsSync(claudeFolder(io))) return true;
  try {
    return readdirSync(homeDir).some((name) => name.startsWith('.claude'));
  } catch {
    return false;
  }
}
