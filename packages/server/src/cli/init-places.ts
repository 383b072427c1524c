import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mergeBlock, removeBlock } from './init-block.ts';
import { mergeHooks, removeHooks } from './init-hooks.ts';
import { mergeRule, removeRule } from './init-rule.ts';
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

const hooks = (path: string): Piece => ({ path, merge: mergeHooks, remove: removeHooks });
const block = (path: string): Piece => ({ path, merge: mergeBlock, remove: removeBlock });
const rule = (path: string): Piece => ({ path, merge: mergeRule, remove: removeRule });

export const places: Place[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    isFound: (io) => existsSync(join(io.cwd, '.claude')) || hasClaude(io),
    pieces: ({ cwd, homeDir }, personal) =>
      personal
        ? [hooks(join(homeDir, '.claude', 'settings.json')), block(join(homeDir, '.claude', 'CLAUDE.md'))]
        : [hooks(join(cwd, '.claude', 'settings.json')), block(join(cwd, 'CLAUDE.md'))],
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
    isFound: ({ homeDir }) => existsSync(join(homeDir, '.codex', 'config.toml')),
    pieces: ({ cwd, homeDir }, personal) => [
      block(personal ? join(homeDir, '.codex', 'AGENTS.md') : join(cwd, 'AGENTS.md')),
    ],
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

/** `~/.claude`, `~/.claude.json` and the like. */
function hasClaude({ homeDir }: CliIo): boolean {
  try {
    return readdirSync(homeDir).some((name) => name.startsWith('.claude'));
  } catch {
    return false;
  }
}
