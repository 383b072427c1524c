import { describe, expect, test } from 'vitest';
import { toGermanStart } from '../packages/server/src/cli/messages-start.ts';
import { readConfig } from '../packages/server/src/config.ts';

const failure = (env: Record<string, string>) => {
  try {
    readConfig({}, env);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no failure';
};

describe('configuration', () => {
  test('has the documented defaults', () => {
    expect(readConfig({}, {})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dataDir: './knowmind-data',
      databaseUrl: undefined,
      defaultPlan: 'enterprise',
      logLevel: 'info',
      callsPerMinute: undefined,
    });
  });
  test('takes an empty variable for an unset one', () => {
    expect(readConfig({}, { KNOWMIND_PORT: '', DATABASE_URL: '', KNOWMIND_PUBLIC_URL: '' }).port).toBe(3000);
  });
  test('lets what is given on the command line win', () => {
    const flags = { port: '4000', host: '0.0.0.0', dataDir: '/srv/data' };
    const env = { KNOWMIND_PORT: '5000', KNOWMIND_HOST: '::1', KNOWMIND_DATA_DIR: '/other' };
    expect(readConfig(flags, env)).toMatchObject({ port: 4000, host: '0.0.0.0', dataDir: '/srv/data' });
  });
  test('blames the flag where the flag was wrong', () => {
    expect(() => readConfig({ port: 'abc' }, { KNOWMIND_PORT: '1' })).toThrow('--port has to be a port');
    expect(() => readConfig({ port: 'abc' }, {})).not.toThrow('KNOWMIND_PORT');
  });
  test.each([
    ['KNOWMIND_PORT', 'eighty', '0 to 65535'],
    ['KNOWMIND_PORT', '70000', '0 to 65535'],
    ['DATABASE_URL', 'mysql://localhost/x', 'postgres://'],
    ['KNOWMIND_PUBLIC_URL', 'knowmind.example', 'https://'],
    ['KNOWMIND_DEFAULT_PLAN', 'gold', 'business_api'],
    ['KNOWMIND_SMTP_URL', 'http://mail', 'smtp://'],
    ['KNOWMIND_MASTER_KEY', 'short', '32'],
    ['KNOWMIND_LOG_LEVEL', 'loud', 'debug'],
    ['KNOWMIND_CALLS_PER_MINUTE', '-1', '0'],
    ['KNOWMIND_OPEN_REGISTRATION', 'maybe', 'true'],
    ['KNOWMIND_TRUSTED_PROXIES', 'everyone', '10.0.0.0/8'],
    ['KNOWMIND_EMBEDDING_PROVIDER', 'magic', 'openai'],
    ['KNOWMIND_EMBEDDING_URL', 'localhost', 'http://'],
    ['KNOWMIND_EMBEDDING_DIMENSIONS', '0', '1 to 4000'],
    ['KNOWMIND_EMBEDDING_MIN_SIMILARITY', '2', '0 to 1'],
    ['KNOWMIND_RERANK_URL', 'ftp://x', 'http://'],
    ['KNOWMIND_MODEL_TIMEOUT_MS', '0', '1 to 60000'],
    ['KNOWMIND_RERANK_MODEL', 'm'.repeat(201), '200'],
    ['KNOWMIND_RERANK_API_KEY', 'two words', 'ASCII'],
    ['KNOWMIND_OAUTH_CALLBACKS', 'no host', 'cursor://'],
    ['KNOWMIND_REVIEWER_PASSWORD_HASH', 'sesame', 'scrypt'],
    ['KNOWMIND_REVIEWER_EMAIL', 'nobody', 'e-mail'],
    ['KNOWMIND_REVIEWER_WORKSPACE', 'Acme', 'id'],
    ['KNOWMIND_REVIEWER_NAME', 'reviewer', 'KNOWMIND_REVIEWER_EMAIL'],
    ['KNOWMIND_EMBEDDING_PROVIDER', 'openai', 'KNOWMIND_EMBEDDING_MODEL'],
    ['KNOWMIND_RERANK_URL', 'http://localhost:8080', 'KNOWMIND_RERANK_MODEL'],
  ])('names %s when it is %j, and what it may be, also in German', (name, value, allowed) => {
    const message = failure({ [name]: value });
    expect(message).toContain(name);
    expect(message).toContain(allowed);
    expect(message).not.toMatch(/NaN|received|invalid_/i);
    const [, english = ''] = / has to be (.+)$/.exec(message) ?? [];
    const [, german = ''] =
      /^Die Konfiguration stimmt nicht\. [A-Z_]+: erwartet ist (.+)$/.exec(toGermanStart(message)) ?? [];
    expect(german).not.toBe('');
    expect(german).not.toBe(english);
  });
  test('names every wrong value at once', () => {
    const message = failure({ KNOWMIND_PORT: 'x', KNOWMIND_LOG_LEVEL: 'y' });
    expect(message).toContain('KNOWMIND_PORT');
    expect(message).toContain('KNOWMIND_LOG_LEVEL');
  });
  test('an embedding or reranking endpoint needs the name of a model', () => {
    expect(failure({ KNOWMIND_EMBEDDING_PROVIDER: 'openai' })).toContain('KNOWMIND_EMBEDDING_MODEL');
    expect(failure({ KNOWMIND_RERANK_URL: 'http://localhost:8080' })).toContain('KNOWMIND_RERANK_MODEL');
    expect(failure({ KNOWMIND_EMBEDDING_API_KEY: 'two words' })).not.toContain('two words');
  });
  test('does not repeat what may be secret', () => {
    expect(failure({ DATABASE_URL: 'mysql://me:sesame@host/x' })).not.toContain('sesame');
    expect(failure({ KNOWMIND_MASTER_KEY: 'sesame' })).not.toContain('sesame');
  });
});
