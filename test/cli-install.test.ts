import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { expect, test } from 'vitest';
import type { CliIo } from '../packages/server/src/cli/index.ts';
import { readConfiguration, writeConfiguration } from '../packages/server/src/cli/install-file.ts';
import { runLine, type Surroundings } from './command-line.ts';
import { makeFolder } from './harness.ts';

const token = `kmt_${'a1B2'.repeat(12)}`;
const url = 'http://127.0.0.1:4999';
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
    .map((each) => join(each.parentPath, each.name))
    .sort();
const everything = (home: string) =>
  filesOf(home)
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
const backupsOf = (home: string) => filesOf(home).filter((path) => path.endsWith('.bak'));

/** How Cursor names a variable. */
const reference = ['$', '{env:W}'].join('');
const command = { command: 'knowmind', args: ['mcp'] };
const places: [client: string, path: string, root: string, entry?: object][] = [
  ['claude-desktop', '.config/Claude/claude_desktop_config.json', 'mcpServers'],
  ['cursor', '.cursor/mcp.json', 'mcpServers'],
  ['vscode', '.config/Code/User/mcp.json', 'servers', { type: 'stdio', ...command }],
  ['windsurf', '.codeium/windsurf/mcp_config.json', 'mcpServers'],
  ['zed', '.config/zed/settings.json', 'context_servers'],
  ['antigravity', '.gemini/config/mcp_config.json', 'mcpServers'],
  ['gemini', '.gemini/settings.json', 'mcpServers'],
];
const projects: [client: string, path: string, root: string, entry?: object][] = [
  ['claude-code', '.mcp.json', 'mcpServers'],
  ['cursor', '.cursor/mcp.json', 'mcpServers'],
  ['vscode', '.vscode/mcp.json', 'servers', { type: 'stdio', ...command }],
  ['zed', '.zed/settings.json', 'context_servers'],
  ['gemini', '.gemini/settings.json', 'mcpServers'],
];

test.each(places)(
  '%s is connected in a new file, and a second run changes nothing',
  async (client, path, root, entry = command) => {
    const home = makeFolder();
    const first = await run(home, ['install', client]);
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining(path) });
    expect(JSON.parse(get(home, path))).toEqual({ [root]: { knowmind: entry } });
    const written = get(home, path);
    const second = await run(home, ['--json', 'install', client]);
    expect(second.code).toBe(0);
    expect(JSON.parse(second.out).items).toEqual([{ client, status: 'unchanged', path: join(home, path) }]);
    expect(get(home, path)).toBe(written);
    expect(filesOf(home)).toEqual([join(home, path)]);
    expect(everything(home)).not.toContain('kmt_');
  },
);

test.each(places)(
  '%s keeps comments, other servers and every byte of them',
  async (client, path, root, entry = command) => {
    const home = makeFolder();
    const others = `{
\t// my settings
\t"theme": "dark", /* as ever */
\t"${root}": {
\t\t"files":   { "command": "files", "args": ["/data"] }, // the files
\t\t"web": { "url": "https://example.org/mcp" } // the web
\t\t/* no more */
\t},
\t"last": [1, 2,  3],
}
`;
    put(home, path, others);
    expect((await run(home, ['install', client])).code).toBe(0);
    const text = get(home, path);
    const lines = text.split('\n');
    const added = lines.findIndex((line) => line.includes('"knowmind": {'));
    const end = lines.findIndex((line, index) => index > added && line === '\t\t}');
    const rest = [...lines.slice(0, added), ...lines.slice(end + 1)].join('\n');
    expect(rest.replace('org/mcp" }, //', 'org/mcp" } //')).toBe(others);
    const { [root]: servers } = parseJsonc(text, [], { allowTrailingComma: true });
    expect(servers).toMatchObject({ files: { command: 'files' }, knowmind: entry });
    const [backup = '', ...more] = backupsOf(home);
    expect(more).toEqual([]);
    expect(dirname(backup)).toBe(dirname(join(home, path)));
    expect(readFileSync(backup, 'utf8')).toBe(others);
    const again = await run(home, ['install', client]);
    expect(again.out).toContain('nothing changed');
    expect(get(home, path)).toBe(text);
    expect(backupsOf(home)).toHaveLength(1);
  },
);

test.each(projects)('%s is connected in a project', async (client, path, root, entry = command) => {
  const home = makeFolder();
  expect((await run(home, ['install', client, '--project'])).code).toBe(0);
  expect(JSON.parse(get(home, path))).toEqual({ [root]: { knowmind: entry } });
  expect(filesOf(home)).toEqual([join(home, path)]);
});

test('clients without a configuration in a project say so', async () => {
  for (const client of ['claude-desktop', 'windsurf', 'codex', 'antigravity', 'jetbrains']) {
    const home = makeFolder();
    const { code, err } = await run(home, ['install', client, '--project']);
    expect(code).toBe(2);
    expect(err).toContain('--project');
    expect(filesOf(home)).toEqual([]);
  }
});

test('Claude Code and JetBrains are told what to do by hand', async () => {
  const home = makeFolder();
  const claude = await run(home, ['install', 'claude-code']);
  expect(claude).toMatchObject({ code: 0, out: 'claude mcp add --scope user knowmind -- knowmind mcp\n' });
  const http = await run(home, ['install', 'claude-code', '--http']);
  expect(http.out).toBe(
    `claude mcp add --transport http --scope user knowmind ${url}/api/mcp/v1 --header 'Authorization: Bearer \${KNOWMIND_TOKEN}'\n`,
  );
  const jetbrains = await run(home, ['install', 'jetbrains']);
  expect(JSON.parse(jetbrains.out)).toEqual({ mcpServers: { knowmind: command } });
  expect(filesOf(home)).toEqual([]);
});

test('Claude Desktop and VS Code keep their files elsewhere on macOS and Windows', async () => {
  const mac = makeFolder();
  await run(mac, ['install', 'claude-desktop'], { platform: 'darwin' });
  await run(mac, ['install', 'vscode'], { platform: 'darwin' });
  const support = join(mac, 'Library', 'Application Support');
  expect(filesOf(mac)).toEqual([
    join(support, 'Claude', 'claude_desktop_config.json'),
    join(support, 'Code', 'User', 'mcp.json'),
  ]);
  const windows = makeFolder();
  const env = { APPDATA: join(windows, 'Roaming') };
  await run(windows, ['install', 'claude-desktop'], { platform: 'win32', env });
  expect(filesOf(windows)).toEqual([join(windows, 'Roaming', 'Claude', 'claude_desktop_config.json')]);
});

test('Codex keeps the comments and tables of its file', async () => {
  const home = makeFolder();
  const path = '.codex/config.toml';
  const others = `# my model
model = "o5" # the newest

[mcp_servers.files] # files
command = "files"
note = """
[mcp_servers.knowmind]
"""
since = 2024-01-31T10:00:00Z`;
  put(home, path, others);
  expect((await run(home, ['install', 'codex'])).code).toBe(0);
  expect(get(home, path)).toBe(`${others}\n\n[mcp_servers.knowmind]\ncommand = "knowmind"\nargs = ["mcp"]\n`);
  expect(backupsOf(home).map((backup) => readFileSync(backup, 'utf8'))).toEqual([others]);
  expect((await run(home, ['install', 'codex'])).out).toContain('nothing changed');
  expect(backupsOf(home)).toHaveLength(1);
});

test('Codex is connected in a new file, and from the command to HTTP with its comments', async () => {
  const home = makeFolder();
  const path = '.codex/config.toml';
  await run(home, ['install', 'codex']);
  expect(parseToml(get(home, path))).toEqual({ mcp_servers: { knowmind: command } });
  put(
    home,
    path,
    `[mcp_servers.knowmind]\n# mine\ncommand = "old"\nargs = []\nstartup_timeout_sec = 20 # slow\n\n[tui]\ntheme = "x"\n`,
  );
  await run(home, ['install', 'codex', '--http']);
  expect(get(home, path)).toBe(
    `[mcp_servers.knowmind]\nurl = "${url}/api/mcp/v1"\nbearer_token_env_var = "KNOWMIND_TOKEN"\n# mine\nstartup_timeout_sec = 20 # slow\n\n[tui]\ntheme = "x"\n`,
  );
});

test('a file of Codex that cannot be changed without harm is left, and the way by hand is named', async () => {
  const home = makeFolder();
  const path = '.codex/config.toml';
  for (const text of [
    'mcp_servers = { files = { command = "x" } }\n',
    '[mcp_servers.knowmind]\ncommand = "old"\nargs = [\n  "a",\n]\n',
  ]) {
    put(home, path, text);
    const { code, err } = await run(home, ['install', 'codex']);
    expect(code).toBe(2);
    expect(err).toContain('knowmind install codex --print');
    expect(get(home, path)).toBe(text);
    expect(filesOf(home)).toHaveLength(1);
  }
});

test('a broken configuration is refused with its path and line, and left as it is', async () => {
  const broken: [client: string, path: string, text: string, line: number][] = [
    ['cursor', '.cursor/mcp.json', '{\n  "mcpServers": {\n    "a": }\n}\n', 3],
    ['cursor', '.cursor/mcp.json', '[]', 1],
    ['cursor', '.cursor/mcp.json', 'null', 1],
    ['cursor', '.cursor/mcp.json', '{\n\n  "mcpServers": []\n}', 3],
    ['cursor', '.cursor/mcp.json', '{\n "mcpServers": {\n "knowmind": 7 } }', 3],
    ['cursor', '.cursor/mcp.json', '{ "mcpServers": {},\n "mcpServers": {} }', 2],
    ['cursor', '.cursor/mcp.json', '{} {}', 1],
    ['codex', '.codex/config.toml', 'model = "x"\n[broken\n', 2],
    ['codex', '.codex/config.toml', 'model = "x"\nmodel = "y"\n', 2],
  ];
  for (const [client, path, text, line] of broken) {
    const home = makeFolder();
    put(home, path, text);
    for (const more of [[], ['--dry-run']]) {
      const { code, err } = await run(home, ['install', client, ...more]);
      expect(code).toBe(2);
      expect(err).toContain(`${join(home, path)} is broken in line ${line} `);
    }
    expect(get(home, path)).toBe(text);
    expect(filesOf(home)).toEqual([join(home, path)]);
  }
});

test('a file that is not UTF-8, and a folder in place of the file, are refused', async () => {
  const home = makeFolder();
  mkdirSync(join(home, '.cursor'));
  writeFileSync(join(home, '.cursor/mcp.json'), Buffer.from([0x7b, 0xff, 0x7d]));
  expect(await run(home, ['install', 'cursor'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('UTF-8'),
  });
  expect(readFileSync(join(home, '.cursor/mcp.json'))).toHaveLength(3);
  mkdirSync(join(home, '.codex/config.toml'), { recursive: true });
  expect(await run(home, ['install', 'codex'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('EISDIR'),
  });
});

test('a folder that cannot be written is named, and nothing is left behind', async () => {
  const home = makeFolder();
  writeFileSync(join(home, '.cursor'), 'a file, no folder');
  const { code, err } = await run(home, ['install', 'cursor']);
  expect(code).toBe(2);
  expect(err).toContain(join(home, '.cursor/mcp.json'));
  expect(filesOf(home)).toEqual([join(home, '.cursor')]);
});

// Rights do not bind root, and a file system of the kernel does.
test.skipIf(process.getuid?.() === 0)('a read-only folder keeps its file', async () => {
  const home = makeFolder();
  put(home, '.cursor/mcp.json', '{}');
  chmodSync(join(home, '.cursor'), 0o500);
  const { code, err } = await run(home, ['install', 'cursor']);
  chmodSync(join(home, '.cursor'), 0o700);
  expect(code).toBe(2);
  expect(err).toContain(`${join(home, '.cursor/mcp.json')} cannot be written (EACCES)`);
  expect(get(home, '.cursor/mcp.json')).toBe('{}');
  expect(filesOf(home)).toEqual([join(home, '.cursor/mcp.json')]);
});

test.skipIf(process.platform !== 'linux')('a folder of a read-only file system is named', async () => {
  const home = makeFolder();
  symlinkSync('/proc/self', join(home, '.cursor'));
  const { code, err } = await run(home, ['install', 'cursor']);
  expect(code).toBe(2);
  expect(err).toMatch(/\.cursor\/mcp\.json cannot be written \(E[A-Z]+\)/);
});

test('--print and --dry-run write nothing', async () => {
  for (const option of ['--print', '--dry-run'])
    for (const client of [...places.map(([id]) => id), 'codex', 'claude-code', 'jetbrains']) {
      const home = makeFolder();
      const { code, out } = await run(home, ['install', client, option]);
      expect(code).toBe(0);
      expect(out).not.toBe('');
      expect(filesOf(home)).toEqual([]);
    }
  const home = makeFolder();
  const printed = await run(home, ['install', 'zed', '--print']);
  expect(JSON.parse(printed.out)).toEqual({ context_servers: { knowmind: command } });
  expect(printed.err).toContain('.config/zed/settings.json');
  put(home, '.cursor/mcp.json', '{"a":1}');
  const dry = await run(home, ['--json', 'install', 'cursor', '--dry-run']);
  expect(JSON.parse(dry.out)).toEqual({
    items: [{ client: 'cursor', status: 'updated', path: join(home, '.cursor/mcp.json') }],
    advice: expect.arrayContaining([expect.stringContaining('knowmind login')]),
    dry_run: true,
  });
  expect(get(home, '.cursor/mcp.json')).toBe('{"a":1}');
});

test('by HTTP the token is named, not held', async () => {
  const home = makeFolder();
  const authorization: Record<string, string> = {
    cursor: `Bearer \${env:KNOWMIND_TOKEN}`,
    windsurf: `Bearer \${env:KNOWMIND_TOKEN}`,
    gemini: 'Bearer $KNOWMIND_TOKEN',
    vscode: `Bearer \${input:knowmind-token}`,
  };
  for (const [client, path, root] of places.filter(([id]) => authorization[id])) {
    expect((await run(home, ['install', client, '--http'])).code).toBe(0);
    const { knowmind } = JSON.parse(get(home, path))[root];
    expect(knowmind.headers).toEqual({ Authorization: authorization[client] });
    expect(Object.values(knowmind)).toContain(`${url}/api/mcp/v1`);
    expect((await run(home, ['install', client, '--http'])).out).toContain('nothing changed');
  }
  const { inputs } = JSON.parse(get(home, '.config/Code/User/mcp.json'));
  expect(inputs).toEqual([
    expect.objectContaining({ type: 'promptString', id: 'knowmind-token', password: true }),
  ]);
  for (const client of ['zed', 'antigravity', 'claude-desktop'])
    expect(await run(home, ['install', client, '--http'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--http'),
    });
  expect(everything(home)).not.toContain('kmt_');
});

test('an input that VS Code asks for is added beside others, once', async () => {
  const home = makeFolder();
  const path = '.vscode/mcp.json';
  put(home, path, '{"inputs": [{"id": "other"}], "servers": {}}');
  for (let round = 0; round < 2; round += 1) await run(home, ['install', 'vscode', '--project', '--http']);
  const { inputs, servers } = JSON.parse(get(home, path));
  expect(inputs.map(({ id }: { id: string }) => id)).toEqual(['other', 'knowmind-token']);
  expect(Object.keys(servers)).toEqual(['knowmind']);
  expect(backupsOf(home)).toHaveLength(1);
});

test('only --with-token writes the token, for the owner alone, and it goes with the next run without', async () => {
  const home = makeFolder();
  const path = '.cursor/mcp.json';
  put(home, path, '{}');
  expect((await run(home, ['install', 'cursor', '--with-token'])).code).toBe(0);
  expect(JSON.parse(get(home, path)).mcpServers.knowmind).toEqual({
    ...command,
    env: { KNOWMIND_TOKEN: token },
  });
  expect(statSync(join(home, path)).mode & 0o777).toBe(0o600);
  await run(home, ['install', 'cursor']);
  expect(get(home, path)).not.toContain(token);
  const zed = await run(home, ['install', 'zed', '--http', '--with-token']);
  expect(zed.code).toBe(0);
  expect(get(home, '.config/zed/settings.json')).toContain(`Bearer ${token}`);
  const project = await run(home, ['install', 'vscode', '--project', '--with-token']);
  expect(project.err).toContain('version control');
  const none = await run(home, ['install', 'gemini', '--with-token'], { env: { KNOWMIND_TOKEN: '' } });
  expect(none).toMatchObject({ code: 2, err: expect.stringContaining('knowmind login') });
});

test('what a person set in the entry stays; another way to the server goes', async () => {
  const home = makeFolder();
  const path = '.cursor/mcp.json';
  put(
    home,
    path,
    `{
  "mcpServers": {
    "knowmind": {
      "url": "https://old.example.org/mcp",
      "headers": { "Authorization": "Bearer kmt_old" },
      // never ask
      "autoApprove": ["knowmind_recall_memories"],
      "env": { "KNOWMIND_API_URL": "https://memory.example.org" }
    }
  }
}
`,
  );
  expect((await run(home, ['install', 'cursor'])).code).toBe(0);
  const text = get(home, path);
  expect(text).toContain('// never ask');
  expect(parseJsonc(text).mcpServers.knowmind).toEqual({
    ...command,
    autoApprove: ['knowmind_recall_memories'],
    env: { KNOWMIND_API_URL: 'https://memory.example.org' },
  });
});

test('an empty file, one on a single line, a byte order mark and CRLF are kept in their form', async () => {
  const home = makeFolder();
  const path = '.cursor/mcp.json';
  const after = async (text: string) => {
    put(home, path, text);
    expect((await run(home, ['install', 'cursor'])).code).toBe(0);
    return get(home, path);
  };
  expect(JSON.parse(await after(''))).toEqual({ mcpServers: { knowmind: command } });
  expect(JSON.parse(await after('{}'))).toEqual({ mcpServers: { knowmind: command } });
  expect(await after('{"mcpServers":{"a":{"command":"x"}}}')).toBe(
    '{"mcpServers":{"a":{"command":"x"}, "knowmind": {"command":"knowmind","args":["mcp"]}}}',
  );
  const marked = await after('\uFEFF{\r\n    "mcpServers": {\r\n    }\r\n}\r\n');
  expect(marked.startsWith('\uFEFF{\r\n    "mcpServers": {\r\n        "knowmind": {\r\n')).toBe(true);
  expect(marked.replaceAll('\r\n', '')).not.toContain('\n');
  expect(JSON.parse(marked.slice(1))).toEqual({ mcpServers: { knowmind: command } });
});

test('a linked file stays a link, and keeps its rights', async () => {
  const home = makeFolder();
  put(home, 'dotfiles/mcp.json', '{}');
  chmodSync(join(home, 'dotfiles/mcp.json'), 0o640);
  mkdirSync(join(home, '.cursor'));
  symlinkSync(join(home, 'dotfiles/mcp.json'), join(home, '.cursor/mcp.json'));
  await run(home, ['install', 'cursor']);
  expect(lstatSync(join(home, '.cursor/mcp.json')).isSymbolicLink()).toBe(true);
  expect(get(home, 'dotfiles/mcp.json')).toContain('"knowmind"');
  expect(statSync(join(home, 'dotfiles/mcp.json')).mode & 0o777).toBe(0o640);
});

test('all connects the clients that are in use, and ends with 3 when some fail, with 2 when all do', async () => {
  const home = makeFolder();
  expect(await run(home, ['install', 'all'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('install list'),
  });
  for (const folder of ['.cursor', '.codex', '.claude']) mkdirSync(join(home, folder));
  const fine = await run(home, ['--json', 'install', 'all']);
  expect(fine.code).toBe(0);
  const items: { client: string; status: string }[] = JSON.parse(fine.out).items;
  expect(items.map(({ client, status }) => [client, status])).toEqual([
    ['claude-code', 'manual'],
    ['cursor', 'created'],
    ['codex', 'created'],
  ]);
  expect(existsSync(join(home, '.config'))).toBe(false);
  put(home, '.cursor/mcp.json', '{');
  const some = await run(home, ['--json', 'install', 'all']);
  expect(some.code).toBe(3);
  expect(JSON.parse(some.out).items[1]).toMatchObject({
    client: 'cursor',
    status: 'failed',
    error: { code: 'file', message: expect.stringContaining('mcp.json') },
  });
  const broken = makeFolder();
  put(broken, '.cursor/mcp.json', '{');
  expect((await run(broken, ['install', 'all'])).code).toBe(2);
});

test('list shows which clients are here and connected', async () => {
  const home = makeFolder();
  await run(home, ['install', 'cursor']);
  mkdirSync(join(home, '.codex'));
  const items: { client: string }[] = JSON.parse((await run(home, ['--json', 'install', 'list'])).out).items;
  const find = (id: string) => items.find(({ client }) => client === id);
  expect(items).toHaveLength(10);
  expect(find('cursor')).toMatchObject({
    found: true,
    connected: true,
    path: join(home, '.cursor/mcp.json'),
  });
  expect(find('codex')).toMatchObject({ found: true, connected: false });
  expect(find('jetbrains')).toMatchObject({ found: false, connected: null, path: null });
  expect((await run(home, ['install', 'list'])).out).toMatch(/cursor +Cursor +✓ +✓/);
});

test('one that was mistyped is guessed, and in a project the way on is named', async () => {
  const home = makeFolder();
  expect((await run(home, ['install', 'curser'])).err).toContain('Did you mean cursor?');
  expect((await run(home, ['init', 'claude'])).err).toContain('Did you mean claude-code, claude-desktop?');
  expect((await run(home, ['install', 'x'.repeat(3000)])).err.length).toBeLessThan(400);
  expect((await run(home, ['install', 'all', '--project'])).err).toContain('install list --project');
});

test('an unknown client names the known ones, in German where the locale is', async () => {
  const home = makeFolder();
  const known =
    /claude-code, claude-desktop, cursor, vscode, windsurf, zed, antigravity, gemini, codex, jetbrains/;
  for (const name of ['emacs', '', '__proto__', '../cursor']) {
    const { code, err } = await run(home, ['install', name]);
    expect(code).toBe(2);
    expect(err).toMatch(known);
  }
  expect(JSON.parse((await run(home, ['--json', 'install', 'emacs'])).err)).toMatchObject({
    error: { code: 'not_found', message: expect.stringMatching(known) },
  });
  const german = await run(home, ['install', 'emacs'], { env: { LANG: 'de_DE.UTF-8' } });
  expect(german.err).toMatch(/Es gibt keinen Client „emacs“/);
  expect((await run(home, ['install', 'cursor'], { env: { LANG: 'de_DE.UTF-8' } })).out).toContain(
    'verbunden',
  );
  expect(filesOf(home)).toHaveLength(1);
});

test('an entry that a person wrote in another form is not written again', async () => {
  const home = makeFolder();
  const written: [client: string, path: string, text: string, option?: string][] = [
    [
      'cursor',
      '.cursor/mcp.json',
      '{"mcpServers":{"knowmind":{"type":"stdio","args":["mcp"],"command":"knowmind","env":{}}}}',
    ],
    [
      'cursor',
      '.cursor/mcp.json',
      `{"mcpServers":{"knowmind":{"headers":{"Authorization":"Bearer \${env:KNOWMIND_TOKEN}"},"url":"${url}/api/mcp/v1"}}}`,
      '--http',
    ],
    [
      'codex',
      '.codex/config.toml',
      "[mcp_servers]\nknowmind = { args = ['mcp'], command = 'knowmind', enabled = true }\n",
    ],
    [
      'codex',
      '.codex/config.toml',
      `mcp_servers.knowmind.url = '${url}/api/mcp/v1'\nmcp_servers.knowmind.bearer_token_env_var = 'KNOWMIND_TOKEN'\n`,
      '--http',
    ],
  ];
  for (const [client, path, text, ...options] of written) {
    put(home, path, text);
    const { code, out } = await run(home, [
      'install',
      client,
      ...options.filter((each) => each !== undefined),
    ]);
    expect(code).toBe(0);
    expect(out).toContain('nothing changed');
    expect(get(home, path)).toBe(text);
  }
  expect(backupsOf(home)).toEqual([]);
});

test('a value of Codex that changes keeps its comment and its neighbours', async () => {
  const home = makeFolder();
  const path = '.codex/config.toml';
  const text = (first: string) =>
    `[mcp_servers.knowmind] # memory\n${first} # "mine" #1\nenabled = true\n[tui]\nurl = "x" # other\n`;
  put(home, path, text(`command = "a#b"`).replace('enabled', "args = ['mcp']\nenabled"));
  await run(home, ['install', 'codex']);
  expect(get(home, path)).toBe(text(`command = "knowmind"`).replace('enabled', "args = ['mcp']\nenabled"));
});

test('a copy with a token in it goes to the person’s own folder, and nothing of it stays in a project', async () => {
  const home = makeFolder();
  put(home, '.cursor/mcp.json', '{}');
  await run(home, ['install', 'cursor', '--project', '--with-token']);
  expect(backupsOf(home)).toEqual([expect.stringContaining(join(home, '.cursor/mcp.json.'))]);
  const { out } = await run(home, ['install', 'cursor', '--project']);
  const [kept = ''] = backupsOf(home).filter((path) => path.startsWith(join(home, '.knowmind/backups/')));
  expect(out).toContain(kept);
  expect(readFileSync(kept, 'utf8')).toContain(token);
  expect(statSync(kept).mode & 0o777).toBe(0o600);
  const inProject = filesOf(join(home, '.cursor')).map((path) => readFileSync(path, 'utf8'));
  expect(inProject.join()).not.toContain(token);
});

test('a link to a file that is not there yet is followed', async () => {
  const home = makeFolder();
  mkdirSync(join(home, '.cursor'));
  symlinkSync('../dotfiles/mcp.json', join(home, '.cursor/mcp.json'));
  expect((await run(home, ['install', 'cursor'])).code).toBe(0);
  expect(lstatSync(join(home, '.cursor/mcp.json')).isSymbolicLink()).toBe(true);
  expect(get(home, 'dotfiles/mcp.json')).toContain('"knowmind"');
});

test('a read-only file is refused, and one that all may write to stays so', async () => {
  const home = makeFolder();
  put(home, '.cursor/mcp.json', '{}');
  chmodSync(join(home, '.cursor/mcp.json'), 0o444);
  const { code, err } = await run(home, ['install', 'cursor']);
  expect(code).toBe(2);
  expect(err).toContain('cannot be written (EACCES)');
  expect(get(home, '.cursor/mcp.json')).toBe('{}');
  chmodSync(join(home, '.cursor/mcp.json'), 0o666);
  expect((await run(home, ['install', 'cursor'])).code).toBe(0);
  expect(statSync(join(home, '.cursor/mcp.json')).mode & 0o777).toBe(0o666);
});

// Only root may give a file away, and so only root can take one from its owner.
test.skipIf(process.getuid?.() !== 0)('a file that root changes stays its owner’s', async () => {
  const home = makeFolder();
  put(home, '.cursor/mcp.json', '{}');
  chownSync(join(home, '.cursor/mcp.json'), 1234, 1235);
  expect((await run(home, ['install', 'cursor', '--with-token'])).code).toBe(0);
  expect(statSync(join(home, '.cursor/mcp.json'))).toMatchObject({ uid: 1234, gid: 1235 });
});

test('one that changes it meanwhile is waited for by nobody, and one that was killed stops nobody', async () => {
  const home = makeFolder();
  put(home, '.cursor/mcp.json.knowmind.tmp', 'half');
  expect(await run(home, ['install', 'cursor'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('by another program'),
  });
  const before = new Date(Date.now() - 11_000);
  utimesSync(join(home, '.cursor/mcp.json.knowmind.tmp'), before, before);
  expect((await run(home, ['install', 'cursor'])).code).toBe(0);
  expect(filesOf(home)).toEqual([join(home, '.cursor/mcp.json')]);
});

test('variables that move the clients’ files are followed', async () => {
  const home = makeFolder();
  const moved = { XDG_CONFIG_HOME: join(home, 'xdg'), CODEX_HOME: join(home, 'codex') };
  for (const [client, path] of [
    ['zed', 'xdg/zed/settings.json'],
    ['vscode', 'xdg/Code/User/mcp.json'],
    ['codex', 'codex/config.toml'],
  ] as const) {
    expect((await run(home, ['install', client], { env: moved })).code).toBe(0);
    expect(get(home, path)).toContain('knowmind');
  }
  const mac = makeFolder();
  await run(mac, ['install', 'zed'], { platform: 'darwin' });
  expect(get(mac, '.config/zed/settings.json')).toContain('knowmind');
});

test.each([
  [
    'a header of the person’s',
    ['--http'],
    { url: 'https://a.example', headers: { Authorization: 'x', 'CF-Access-Client-Id': 'me' } },
    { headers: { Authorization: expect.anything(), 'CF-Access-Client-Id': 'me' } },
  ],
  [
    'a reference to a token',
    [],
    { env: { KNOWMIND_TOKEN: reference } },
    { env: { KNOWMIND_TOKEN: reference } },
  ],
  [
    'a way of the person’s to start it',
    [],
    {
      command: process.execPath,
      args: [join(import.meta.dirname, '../packages/server/bin/knowmind.js'), 'mcp'],
    },
    { command: process.execPath, args: [expect.stringContaining('knowmind.js'), 'mcp'] },
  ],
  [
    'but not one that leads nowhere',
    [],
    { command: '/gone/node', args: ['/gone/knowmind.js', 'mcp'] },
    { command: 'knowmind', args: ['mcp'] },
  ],
])('in the entry that is there stays %s', async (_, more, entry, expected) => {
  const home = makeFolder();
  put(home, '.cursor/mcp.json', JSON.stringify({ mcpServers: { knowmind: entry } }));
  expect((await run(home, ['install', 'cursor', ...more])).code).toBe(0);
  expect(JSON.parse(get(home, '.cursor/mcp.json')).mcpServers.knowmind).toMatchObject(expected);
});

test('a key twice within the entry, and a file nested without end, are refused', async () => {
  const home = makeFolder();
  for (const text of [
    '{"mcpServers":{"knowmind":{"command":"knowmind","args":["mcp"],"command":"other"}}}',
    `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  ]) {
    put(home, '.cursor/mcp.json', text);
    const { code, err } = await run(home, ['install', 'cursor']);
    expect(code).toBe(2);
    expect(err).toMatch(/"command" twice|nested too deep/);
    expect(get(home, '.cursor/mcp.json')).toBe(text);
  }
});

test('a file of comments keeps them, and comments do not say how far to indent', async () => {
  const home = makeFolder();
  put(home, '.cursor/mcp.json', '// mine\n');
  expect((await run(home, ['install', 'cursor'])).code).toBe(0);
  expect(get(home, '.cursor/mcp.json')).toMatch(/^\/\/ mine\n\{\n {2}"mcpServers"/);
  put(home, '.config/zed/settings.json', '/*\n * Mine\n */\n{\n    "theme": "dark"\n}\n');
  await run(home, ['install', 'zed']);
  expect(get(home, '.config/zed/settings.json')).toContain('\n    "context_servers": {\n        "knowmind"');
});

test('line ends of Codex stay as they are, each', async () => {
  const home = makeFolder();
  const text = 'a = 1\r\nb = 2\n[mcp_servers.knowmind]\nurl = "x" # old\r\nenabled = true\n';
  put(home, '.codex/config.toml', text);
  expect((await run(home, ['install', 'codex'])).code).toBe(0);
  const after = get(home, '.codex/config.toml');
  expect(after.startsWith('a = 1\r\nb = 2\n[mcp_servers.knowmind]\n')).toBe(true);
  expect(after.endsWith('enabled = true\n')).toBe(true);
  expect(parseToml(after)).toMatchObject({ mcp_servers: { knowmind: { ...command, enabled: true } } });
});

test('a file that another program changes meanwhile is left to it', () => {
  const home = makeFolder();
  put(home, '.cursor/mcp.json', '{}');
  const io = { env: {}, homeDir: home } as CliIo;
  const before = readConfiguration(io, join(home, '.cursor/mcp.json'));
  put(home, '.cursor/mcp.json', '{"theme":"dark"}');
  expect(() => writeConfiguration(io, before, { text: '{"a":1}', secret: false })).toThrow(
    /by another program/,
  );
  expect(get(home, '.cursor/mcp.json')).toBe('{"theme":"dark"}');
  expect(filesOf(home)).toEqual([join(home, '.cursor/mcp.json')]);
});

test('with the token in clear Codex is connected by command and by HTTP, and Claude Code told the whole command', async () => {
  const home = makeFolder();
  const path = '.codex/config.toml';
  const entry = () => Object(parseToml(get(home, path)).mcp_servers).knowmind;
  await run(home, ['install', 'codex', '--with-token']);
  expect(entry()).toEqual({ ...command, env: { KNOWMIND_TOKEN: token } });
  await run(home, ['install', 'codex', '--http', '--with-token']);
  expect(entry()).toEqual({
    url: `${url}/api/mcp/v1`,
    http_headers: { Authorization: `Bearer ${token}` },
  });
  await run(home, ['install', 'codex']);
  expect(entry()).toEqual(command);
  const claude = await run(home, ['install', 'claude-code', '--with-token'], {
    env: { KNOWMIND_TOKEN: "kmt_'$(x)" },
  });
  expect(claude.out).toBe(
    `claude mcp add --scope user knowmind --env 'KNOWMIND_TOKEN=kmt_'\\''$(x)' -- knowmind mcp\n`,
  );
});

test('by HTTP the person is told where the token is to go', async () => {
  const home = makeFolder();
  const told = async (client: string) => (await run(home, ['install', client, '--http'])).err;
  expect(await told('cursor')).toContain('The client reads KNOWMIND_TOKEN');
  expect(await told('vscode')).toContain('asks for the token');
  expect(await told('jetbrains')).toContain('in place of kmt_…');
});

test('what is still missing is said', async () => {
  const home = makeFolder();
  const bare = await run(home, ['install', 'cursor']);
  expect(bare.err).toContain('knowmind login');
  expect(bare.err).toContain(`knowmind config set apiUrl ${url}`);
  expect(bare.err).toContain('PATH');
  put(home, '.knowmind/config.json', JSON.stringify({ apiUrl: url, token }));
  put(home, 'bin/knowmind', '');
  const ready = await run(home, ['install', 'gemini'], { env: { PATH: join(home, 'bin') } });
  expect(ready.err).toBe('Restart the client, or let it load its servers anew.\n');
});
