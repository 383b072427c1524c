import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { runLine, type Surroundings } from './command-line.ts';
import { makeFolder } from './harness.ts';

const url = 'http://127.0.0.1:4999';
const token = `kmt_${'a1B2'.repeat(12)}`;
/** The folder is the project and the home at once, as the command line's tests have it, unless `cwd` is given. */
const run = (home: string, argv: string[], surroundings: Surroundings = {}) =>
  runLine({ app: { url } }, argv, {
    home,
    ...surroundings,
    env: { KNOWMIND_TOKEN: token, ...surroundings.env },
  });
const put = (home: string, path: string, text: string) => {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
};
const get = (home: string, path: string) => readFileSync(join(home, path), 'utf8');
const filesOf = (home: string) =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(home.length + 1))
    .sort();
const ownFilesOf = (home: string) => filesOf(home).filter((path) => !path.endsWith('.bak'));

const hooks = {
  UserPromptSubmit: [{ hooks: [{ type: 'command', command: 'knowmind hook recall', timeout: 10 }] }],
  Stop: [{ hooks: [{ type: 'command', command: 'knowmind hook remind', timeout: 10 }] }],
};
const statusLine = { type: 'command', command: 'knowmind status --line --color' };

test('Claude Code gets hooks, a status line and instructions in new files, once, and they go again', async () => {
  const home = makeFolder();
  mkdirSync(join(home, '.claude'));
  const first = await run(home, ['init']);
  expect(first.code).toBe(0);
  expect(ownFilesOf(home)).toEqual(['.claude/settings.json', 'CLAUDE.md']);
  expect(JSON.parse(get(home, '.claude/settings.json'))).toEqual({ hooks, statusLine });
  expect(get(home, 'CLAUDE.md')).toContain('knowmind_recall_memories');
  const written = filesOf(home).map((path) => get(home, path));
  const second = await run(home, ['--json', 'init']);
  expect(JSON.parse(second.out).items.map(({ status }: { status: string }) => status)).toEqual([
    'unchanged',
    'unchanged',
  ]);
  expect(filesOf(home).map((path) => get(home, path))).toEqual(written);
  expect(written.join()).not.toContain('kmt_');
  const gone = await run(home, ['init', '--remove']);
  expect(gone).toMatchObject({ code: 0, out: expect.stringContaining('CLAUDE.md is gone') });
  expect(filesOf(home)).toEqual([]);
  expect((await run(home, ['init', '--remove'])).out).toContain('Nothing of knowmind is here');
});

const settings = [
  '{\n  "model": "opus" // the newest\n}\n',
  '{"model":"opus"}',
  '{ "model": "opus" }\n',
  '{\n\t"permissions": { "allow": ["Bash(ls:*)"] },\n\t/* mine */\n}',
  '{\r\n  "model": "opus",\r\n  "env": {}\r\n}\r\n',
  `{
  "hooks": {
    // before each prompt
    "UserPromptSubmit": [
      { "hooks": [{ "type": "command", "command": "date" }] } // the time
    ],
    "PostToolUse": [{ "matcher": "Edit", "hooks": [{ "type": "command", "command": "npm run format" }] }]
  },
  "statusLine": { "type": "command", "command": "date" } /* mine */
}
`,
  '{\n  "hooks": { "Stop": [{ "hooks": [{ "type": "command", "command": "say done" }] }] }\n}\n',
  `{
  "hooks": {
    "Stop": [
      { "hooks": [{ "type": "command", "command": "say done" }] },
    ],
  },
}
`,
];

test.each(settings)('settings of Claude Code come back to the byte: %j', async (before) => {
  const home = makeFolder();
  put(home, '.claude/settings.json', before);
  expect((await run(home, ['init', 'claude-code'])).code).toBe(0);
  const text = get(home, '.claude/settings.json');
  const [old, now] = [before, text].map((each) => parseJsonc(each, [], { allowTrailingComma: true }));
  for (const event of ['UserPromptSubmit', 'Stop'] as const)
    expect(now.hooks[event]).toEqual([...(old.hooks?.[event] ?? []), ...hooks[event]]);
  expect(now.statusLine).toEqual(old.statusLine ?? statusLine);
  for (const comment of before.match(/\/\/.*|\/\*.*?\*\//g) ?? []) expect(text).toContain(comment);
  const [backup = ''] = filesOf(home).filter((path) => path.endsWith('.bak'));
  expect(get(home, backup)).toBe(before);
  expect((await run(home, ['init', 'claude-code'])).out).toContain('nothing changed');
  expect(get(home, '.claude/settings.json')).toBe(text);
  expect((await run(home, ['init', 'claude-code', '--remove'])).code).toBe(0);
  expect(get(home, '.claude/settings.json')).toBe(before);
});

test('what a person changed in our hooks stays, and goes with them; what they put beside them stays', async () => {
  const home = makeFolder();
  const mine = { type: 'command', command: 'date' };
  const own = { type: 'command', command: '/opt/bin/knowmind hook recall', timeout: 3 };
  put(
    home,
    '.claude/settings.json',
    JSON.stringify({ hooks: { UserPromptSubmit: [{ hooks: [mine, own] }] }, statusLine: mine }),
  );
  await run(home, ['init', 'claude-code']);
  const { hooks: now } = JSON.parse(get(home, '.claude/settings.json'));
  expect(now.UserPromptSubmit).toEqual([{ hooks: [mine, own] }]);
  await run(home, ['init', '--remove']);
  expect(JSON.parse(get(home, '.claude/settings.json'))).toEqual({
    hooks: { UserPromptSubmit: [{ hooks: [mine] }] },
    statusLine: mine,
  });
});

test.each([
  'audit-prompt && knowmind hook recall',
  'knowmind hook recall | tee log',
  'echo $(knowmind hook recall)',
  'sh -c "x; knowmind hook recall"',
])('a command of the person’s that runs ours among others is theirs: %s', async (theirs) => {
  const home = makeFolder();
  const line = { type: 'command', command: 'starship; knowmind status --line' };
  const group = { hooks: [{ type: 'command', command: theirs }] };
  const text = JSON.stringify({ hooks: { UserPromptSubmit: [group] }, statusLine: line });
  put(home, '.claude/settings.json', text);
  expect((await run(home, ['init', '--remove'])).out).toContain('Nothing');
  expect(get(home, '.claude/settings.json')).toBe(text);
  await run(home, ['init', 'claude-code']);
  expect(JSON.parse(get(home, '.claude/settings.json')).hooks.UserPromptSubmit).toEqual([group]);
  await run(home, ['init', '--remove']);
  expect(get(home, '.claude/settings.json')).toBe(text);
});

test.each([
  'KNOWMIND_TOKEN=x KNOWMIND_API_URL=http://127.0.0.1:3 knowmind hook recall',
  'node "/opt/my tools/knowmind.js" hook recall',
  '"C:\\Program Files\\nodejs\\node.exe" C:\\knowmind.js hook recall --verbose',
])('one of ours in another form goes: %s', async (ours) => {
  const home = makeFolder();
  put(
    home,
    '.claude/settings.json',
    JSON.stringify({
      model: 'x',
      hooks: { UserPromptSubmit: [{ hooks: [{ type: 'command', command: ours }] }] },
    }),
  );
  await run(home, ['init', '--remove']);
  expect(JSON.parse(get(home, '.claude/settings.json'))).toEqual({ model: 'x' });
});

test('what a person wrote into a file of ours is kept in a copy when the file goes', async () => {
  const home = makeFolder();
  mkdirSync(join(home, '.cursor'));
  await run(home, ['init', 'cursor']);
  await run(home, ['init', 'claude-code']);
  for (const path of ['CLAUDE.md', '.cursor/rules/knowmind.mdc'])
    put(home, path, get(home, path).replace('## Long-term memory', 'Mine too.\n\n## Long-term memory'));
  const { out } = await run(home, ['init', '--remove']);
  const copies = filesOf(home).filter((path) => path.endsWith('.bak'));
  expect(copies).toHaveLength(2);
  for (const copy of copies) {
    expect(get(home, copy)).toContain('Mine too.');
    expect(out).toContain(copy);
  }
  expect(ownFilesOf(home)).toEqual([]);
});

test('a status line that a project’s would hide is left in sight', async () => {
  const mine = JSON.stringify({ statusLine: { type: 'command', command: 'ccstatusline' } });
  const local = makeFolder();
  put(local, '.claude/settings.local.json', mine);
  await run(local, ['init', 'claude-code']);
  expect(JSON.parse(get(local, '.claude/settings.json'))).toEqual({ hooks });
  const moved = makeFolder();
  put(moved, 'claude/settings.json', mine);
  const env = { CLAUDE_CONFIG_DIR: join(moved, 'claude') };
  await run(moved, ['init', 'claude-code'], { env });
  expect(JSON.parse(get(moved, '.claude/settings.json'))).toEqual({ hooks });
  await run(moved, ['init', 'claude-code', '--user'], { env });
  expect(JSON.parse(get(moved, 'claude/settings.json'))).toEqual({ ...JSON.parse(mine), hooks });
});

const texts = ['# Rules\n\nBe brief.\n', '# Rules\n\nBe brief.', '', '# Rules\r\n\r\nBe brief.\r\n', '\n\n'];

test.each(texts)('instructions come back to the byte: %j', async (before) => {
  const home = makeFolder();
  put(home, '.codex/config.toml', '');
  put(home, 'AGENTS.md', before);
  expect((await run(home, ['init'])).code).toBe(0);
  const text = get(home, 'AGENTS.md');
  expect(text.startsWith(before)).toBe(true);
  expect(text).toContain('knowmind_store_memory');
  if (before.includes('\r')) expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  expect((await run(home, ['init'])).out).toContain('nothing changed');
  expect(get(home, 'AGENTS.md')).toBe(text);
  await run(home, ['init', '--remove']);
  expect(get(home, 'AGENTS.md')).toBe(before);
});

test('an older block is written over in its place, and what stands around it stays', async () => {
  const home = makeFolder();
  const around = (inner: string) => `# Mine\n\n${inner}\n\n## More of mine\n`;
  put(home, 'GEMINI.md', around('<!-- knowmind:begin (older) -->\nask it\n<!-- knowmind:end -->'));
  await run(home, ['init', 'gemini']);
  const text = get(home, 'GEMINI.md');
  expect(text).not.toContain('ask it');
  expect(text).toMatch(/^# Mine\n\n<!-- knowmind:begin [\s\S]*<!-- knowmind:end -->\n\n## More of mine\n$/);
  await run(home, ['init', 'gemini', '--remove']);
  expect(get(home, 'GEMINI.md')).toBe('# Mine\n\n## More of mine\n');
});

test('Cursor gets a rule that always applies; a rule of that name from somebody else is left alone', async () => {
  const home = makeFolder();
  mkdirSync(join(home, '.cursor'));
  const path = '.cursor/rules/knowmind.mdc';
  expect((await run(home, ['init'])).code).toBe(0);
  expect(get(home, path)).toMatch(/^---\ndescription: .*\nalwaysApply: true\n---\n/);
  expect((await run(home, ['init'])).out).toContain('nothing changed');
  await run(home, ['init', '--remove']);
  expect(filesOf(home)).toEqual([]);
  put(home, path, '---\nalwaysApply: false\n---\nmine\n');
  expect(await run(home, ['init', 'cursor'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('is not from knowmind'),
  });
  expect((await run(home, ['init', '--remove'])).code).toBe(0);
  expect(get(home, path)).toBe('---\nalwaysApply: false\n---\nmine\n');
});

test('all that are in use are set up; one that fails stops no other, and is counted', async () => {
  const home = makeFolder();
  mkdirSync(join(home, '.cursor'));
  put(home, '.codex/config.toml', '');
  put(home, '.gemini/settings.json', '{}');
  put(home, '.claude/settings.json', '{\n  "hooks": []\n}');
  const { code, out, err } = await run(home, ['init']);
  expect(code).toBe(3);
  expect(err).toContain(`${join(home, '.claude/settings.json')} is broken in line 2 `);
  expect(err).toContain('1 of 5 failed');
  for (const path of ['CLAUDE.md', 'AGENTS.md', 'GEMINI.md', '.cursor/rules/knowmind.mdc'])
    expect(out).toContain(path);
  expect(get(home, '.claude/settings.json')).toBe('{\n  "hooks": []\n}');
  // What was not connected is named, and how.
  expect(err).toContain('knowmind install cursor');
});

test.each([
  ['.claude/settings.json', '[]', 1],
  ['.claude/settings.json', '{\n "hooks": {\n "Stop": {} } }', 3],
  ['.claude/settings.json', '{ "hooks": {},\n "hooks": {} }', 2],
  ['CLAUDE.md', 'x\n<!-- knowmind:begin -->\nnever closed\n', 2],
  ['CLAUDE.md', '<!-- knowmind:end -->\n<!-- knowmind:begin -->\n', 2],
  ['CLAUDE.md', `${'<!-- knowmind:begin -->\n<!-- knowmind:end -->\n'.repeat(2)}`, 1],
])('%s as %j is refused with its line, and left', async (path, text, line) => {
  const home = makeFolder();
  put(home, path, text);
  for (const more of [[], ['--remove'], ['--dry-run']]) {
    const { code, err } = await run(home, ['init', 'claude-code', ...more]);
    expect(code).toBeGreaterThanOrEqual(2);
    expect(err).toContain(`${join(home, path)} is broken in line ${line} `);
    expect(get(home, path)).toBe(text);
  }
});

test('--user writes into the home folder, and Cursor, which has no file there, gets text to paste', async () => {
  const home = makeFolder();
  const { code, out, err } = await run(home, ['init', 'codex', '--user']);
  expect(code).toBe(0);
  expect(out).toContain(join(home, '.codex/AGENTS.md'));
  expect(err).toContain('knowmind install codex');
  await run(home, ['init', 'claude-code', '--user']);
  expect(ownFilesOf(home)).toEqual(['.claude/CLAUDE.md', '.claude/settings.json', '.codex/AGENTS.md']);
  const cursor = await run(home, ['init', 'cursor', '--user']);
  expect(cursor).toMatchObject({ code: 0, out: expect.stringContaining('knowmind_recall_memories') });
  await run(home, ['init', '--remove', '--user']);
  expect(filesOf(home)).toEqual([]);
});

test('--print and --dry-run write nothing; no client, or another one, gets text to paste', async () => {
  const home = makeFolder();
  const none = await run(home, ['init']);
  expect(none).toMatchObject({ code: 0, out: expect.stringContaining('knowmind_recall_memories') });
  expect(none.err).toContain('Any other assistant');
  expect((await run(home, ['init', 'Windsurf'])).out).toBe(none.out);
  const printed = await run(home, ['init', 'claude-code', '--print']);
  expect(printed.out).toContain('knowmind hook recall');
  const dry = await run(home, ['--json', 'init', 'claude-code', '--dry-run']);
  expect(JSON.parse(dry.out)).toMatchObject({
    items: [{ client: 'claude-code', status: 'created' }, { status: 'created' }],
    dry_run: true,
  });
  expect(filesOf(home)).toEqual([]);
  await run(home, ['init', 'claude-code']);
  const before = filesOf(home);
  expect((await run(home, ['init', '--remove', '--dry-run'])).out).toContain('would be gone');
  expect(filesOf(home)).toEqual(before);
});

test('a link stays a link, also when what it leads to becomes empty', async () => {
  const home = makeFolder();
  put(home, '.codex/config.toml', '');
  symlinkSync('AGENTS.md', join(home, 'CLAUDE.md'));
  put(home, 'AGENTS.md', '# Ours\n');
  mkdirSync(join(home, '.claude'));
  expect((await run(home, ['init'])).code).toBe(0);
  expect(get(home, 'AGENTS.md').match(/knowmind:begin/g)).toHaveLength(1);
  await run(home, ['init', '--remove']);
  expect(lstatSync(join(home, 'CLAUDE.md')).isSymbolicLink()).toBe(true);
  expect(get(home, 'AGENTS.md')).toBe('# Ours\n');
});

test('wrong input is refused, in German too', async () => {
  const home = makeFolder();
  const german = { env: { LANG: 'de_DE.UTF-8' } };
  expect(await run(home, ['init', 'emacs'], german)).toMatchObject({
    code: 2,
    err: expect.stringContaining('keinen Client „emacs“'),
  });
  expect((await run(home, ['init', '--user', '--project'])).code).toBe(2);
  expect((await run(home, ['init', '--print', '--remove'])).code).toBe(2);
  writeFileSync(join(home, '.claude'), 'a file, no folder');
  const { code, err } = await run(home, ['init', 'claude-code'], german);
  expect(code).toBe(3);
  expect(err).toContain(join(home, '.claude/settings.json'));
  expect((await run(home, ['init', 'codex'], german)).out).toContain('ist neu.');
  expect((await run(home, ['init', 'codex', '--remove'], german)).out).toContain('ist weg');
  expect(existsSync(join(home, 'AGENTS.md'))).toBe(false);
});
