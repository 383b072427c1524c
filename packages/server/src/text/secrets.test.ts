import { describe, expect, test } from 'vitest';
import { findSecrets } from './index.ts';

// Made up, and put together here so that no scanner takes this file for a leak.
const some = (length: number) => 'aB3dE6gH9kLmN2pQ'.repeat(20).slice(0, length);
const capitals = 'ABCD2345EFGH6789';

describe('findSecrets recognises', () => {
  test.each([
    ['private key', `-----BEGIN RSA ${'PRIVATE'} KEY-----`],
    ['private key', `-----BEGIN ${'PRIVATE'} KEY-----`],
    ['knowmind token', `kmt${'_'}${some(48)}`],
    ['AWS access key', `AK${'IA'}${capitals}`],
    ['AWS secret key', `aws_secret_access_key = ${some(40)}`],
    ['GitHub token', `gh${'p_'}${some(36)}`],
    ['GitHub token', `github${'_pat_'}${some(60)}`],
    ['GitLab token', `gl${'pat-'}${some(20)}`],
    ['Stripe key', `sk${'_live_'}${some(24)}`],
    ['Anthropic key', `sk${'-ant-'}api03-${some(40)}`],
    ['OpenAI key', `sk${'-proj-'}${some(48)}`],
    ['Google key', `AI${'za'}${some(35)}`],
    ['Slack token', `xo${'xb-'}${some(24)}`],
    ['JSON web token', `ey${'J'}${some(20)}.ey${'J'}${some(30)}.${some(30)}`],
    ['Azure key', `Account${'Key='}${some(86)}==`],
    ['npm token', `np${'m_'}${some(36)}`],
    ['password', `password: hunter${2}`],
    ['password', `Passwort: Sommer${2024}!`],
    ['password', `Das WLAN-Passwort lautet Katze${77}x.`],
    ['password', `the password is hunter${2}`],
    ['password', `DB_PASSWORD="geheim${'#'}wort"`],
    ['password', `"pwd": "a1${'b2c3'}"`],
    ['password', `**Kennwort:** Regen${4711}`],
    ['access key', `API_KEY=${some(24)}`],
    ['access key', `client_secret: "${some(32)}"`],
    ['password in a URL', `postgres://admin:s3${'cr3t'}x@db.example.org/app`],
  ])('a %s in %s', (kind, text) => {
    expect(findSecrets(text).map((found) => found.kind)).toEqual([kind]);
  });
});

describe('findSecrets lets pass', () => {
  test.each([
    'The password is changed every month.',
    'Das Passwort ist im Tresor.',
    'Password: see the wiki',
    'Passwort: siehe Tresor, Fach 12',
    'password: string;',
    'password: z.string().min(8)',
    'password = process.env.DB_PASSWORD1',
    `password: \${DB_PASSWORD1}`,
    'password: <your-password-1>',
    'password: ********',
    'password: changeme1',
    'The password is base64 encoded, the other is sha256.',
    'The password: 2024-05-01 last changed',
    'token: 4096',
    'max_tokens: 4096',
    'API key: ask Anna',
    'api_key: your-api-key-goes-here-1234',
    'The secret is persistence.',
    'Tokens begin with kmt_ and have 48 characters.',
    'sk-learn-is-a-library-for-machine-learning',
    'Commit 3f786850e387550fdab836ed7e6dc881de23001b',
    'ID 0198c7a2-7b1c-7cc0-a2f0-6f6e0c1d2e3f',
    'postgres://user@db.example.org/app',
    'https://example.org:8443/path',
    '',
  ])('%s', (text) => expect(findSecrets(text)).toEqual([]));
});

test('findSecrets tells line and column of each, and nothing of the secret', () => {
  const secret = `hunter${2}`;
  const found = findSecrets(`one\n  password: ${secret}\n\nkmt${'_'}${some(48)}`);
  expect(found).toEqual([
    { kind: 'password', line: 2, column: 13 },
    { kind: 'knowmind token', line: 4, column: 1 },
  ]);
});

test('findSecrets tells the first twenty of a hundred thousand, by their place in the text', () => {
  const line = `password: hunter${2}\nkmt${'_'}${some(48)}\n`;
  const found = findSecrets(line.repeat(50_000));
  expect(found.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['password', 'knowmind token']));
});

test.each([
  'password: ',
  'password:\t',
  'eyJ',
  'eyJabcdefgh.',
  '-----BEGIN A ',
  'aws_',
  'aws key ',
  'sk-',
  '://a:',
  '://a:b1c2d3@',
  'token is ',
  ' ',
  'a',
  "'",
])('findSecrets reads 100 KB of %j in little time', (piece) => {
  findSecrets(piece.repeat(Math.ceil(100_000 / piece.length)));
});
