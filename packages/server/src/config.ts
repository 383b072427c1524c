import { planNames } from '@knowmind/sdk';
import { z } from 'zod';
import { StartError } from './errors.ts';
import { isNetwork } from './token/network.ts';

const empty = (value: unknown) => (value === '' ? undefined : value);
const flag = z
  .enum(['true', 'false', '1', '0'], 'true or false')
  .transform((value) => value === 'true' || value === '1');
const origin = z
  .url({ protocol: /^https?$/, error: 'an address such as https://memory.example.org' })
  .transform((value) => new URL(value).origin);
const wholeNumber = (error: string, most: number) =>
  z
    .string(error)
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .refine((value) => value <= most, error);
const isPositive = (value: number) => value > 0;
const embedders = z.enum(['none', 'openai', 'onnx'], 'one of none, openai, onnx');
const defaultOnnxModel = 'intfloat/multilingual-e5-small';
const dimensions = wholeNumber('a whole number, 1 to 4000', 4000).refine(
  isPositive,
  'a whole number, 1 to 4000',
);
const similarity = z
  .string()
  .regex(/^(0|1|0?\.\d{1,6}|1\.0+)$/, 'a number from 0 to 1')
  .transform(Number);
/** What a request header can carry. */
const apiKey = z.string().regex(/^[\x21-\x7e]+$/, 'without spaces, in plain ASCII');
const plan = z.enum(planNames, `one of ${planNames.join(', ')}`);
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const httpUrl = z.url({ protocol: /^https?$/, error: 'an address such as http://localhost:11434/v1' });
const networks = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .refine((list) => list.every(isNetwork), 'a comma-separated list of CIDRs such as 10.0.0.0/8');

/** `salt:key`, both in base64url: scrypt with Node's standard cost, a salt of 16 bytes or more and a key of 32 or 64. */
const passwordHash = z
  .string()
  .regex(
    /^[\w-]{22,}:([\w-]{43}|[\w-]{86})$/,
    'a scrypt hash as docs/operations.md makes it: salt:key in base64url',
  )
  .transform((text) => {
    const [salt = '', key = ''] = text.split(':');
    return { salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') };
  });
const reviewerVariables = [
  'KNOWMIND_REVIEWER_NAME',
  'KNOWMIND_REVIEWER_PASSWORD_HASH',
  'KNOWMIND_REVIEWER_EMAIL',
  'KNOWMIND_REVIEWER_WORKSPACE',
] as const;

const isCallback = (text: string) => /^(\*|loopback|[a-z0-9.-]+(:\d+)?|[a-z][a-z0-9+.-]*:\/\/)$/.test(text);
const callbacks = z
  .string()
  .transform((value) =>
    value
      .toLowerCase()
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .refine(
    (list) => list.every(isCallback),
    'a comma-separated list of hosts, schemes such as cursor://, loopback and *',
  );
/** Where Claude, ChatGPT, Cursor and VS Code get their answers, and programs on the person's own machine. */
const usualCallbacks = [
  'claude.ai',
  'claude.com',
  'chatgpt.com',
  'www.cursor.com',
  'cursor://',
  'vscode.dev',
  'insiders.vscode.dev',
  'loopback',
];

/** Each message says what the value has to be; the value itself may be a secret and is not repeated. */
const schema = z
  .object({
    KNOWMIND_PORT: z.preprocess(empty, wholeNumber('a port, 0 to 65535', 65_535).default(3000)),
    KNOWMIND_HOST: z.preprocess(empty, z.string().default('127.0.0.1')),
    KNOWMIND_DATA_DIR: z.preprocess(empty, z.string().default('./knowmind-data')),
    DATABASE_URL: z.preprocess(
      empty,
      z
        .url({ protocol: /^postgres(ql)?$/, error: 'an address such as postgres://user@host:5432/database' })
        .optional(),
    ),
    KNOWMIND_PUBLIC_URL: z.preprocess(empty, origin.optional()),
    KNOWMIND_DEFAULT_PLAN: z.preprocess(empty, plan.default('enterprise')),
    KNOWMIND_SMTP_URL: z.preprocess(
      empty,
      z.url({ protocol: /^smtps?$/, error: 'an address such as smtp://user:password@host:587' }).optional(),
    ),
    KNOWMIND_MAIL_FROM: z.preprocess(empty, z.string().default('knowmind <knowmind@localhost>')),
    KNOWMIND_MASTER_KEY: z.preprocess(empty, z.string().min(32, 'at least 32 characters').optional()),
    KNOWMIND_LOG_LEVEL: z.preprocess(empty, z.enum(levels, `one of ${levels.join(', ')}`).default('info')),
    KNOWMIND_CALLS_PER_MINUTE: z.preprocess(
      empty,
      wholeNumber('a whole number, 0 for no limit', 999_999_999).optional(),
    ),
    KNOWMIND_OPEN_REGISTRATION: z.preprocess(empty, flag.default(false)),
    KNOWMIND_REGISTRATION_PLAN: z.preprocess(empty, plan.default('private')),
    KNOWMIND_TRUSTED_PROXIES: z.preprocess(empty, networks.default([])),
    KNOWMIND_OAUTH_CALLBACKS: z.preprocess(empty, callbacks.default(usualCallbacks)),
    KNOWMIND_OAUTH_DOCUMENT_NETWORKS: z.preprocess(empty, networks.default([])),
    KNOWMIND_REVIEWER_NAME: z.preprocess(empty, z.string().max(200, 'at most 200 characters').optional()),
    KNOWMIND_REVIEWER_PASSWORD_HASH: z.preprocess(empty, passwordHash.optional()),
    KNOWMIND_REVIEWER_EMAIL: z.preprocess(empty, z.email('an e-mail address').optional()),
    KNOWMIND_REVIEWER_WORKSPACE: z.preprocess(empty, z.uuid('the id of a workspace').optional()),
    KNOWMIND_EMBEDDING_PROVIDER: z.preprocess(empty, embedders.default('none')),
    KNOWMIND_EMBEDDING_URL: z.preprocess(empty, httpUrl.default('https://api.openai.com/v1')),
    KNOWMIND_EMBEDDING_MODEL: z.preprocess(empty, z.string().max(200, 'at most 200 characters').optional()),
    KNOWMIND_EMBEDDING_API_KEY: z.preprocess(empty, apiKey.optional()),
    KNOWMIND_EMBEDDING_DIMENSIONS: z.preprocess(empty, dimensions.optional()),
    KNOWMIND_EMBEDDING_MIN_SIMILARITY: z.preprocess(empty, similarity.optional()),
    KNOWMIND_RERANK_URL: z.preprocess(empty, httpUrl.optional()),
    KNOWMIND_RERANK_MODEL: z.preprocess(empty, z.string().max(200, 'at most 200 characters').optional()),
    KNOWMIND_RERANK_API_KEY: z.preprocess(empty, apiKey.optional()),
    KNOWMIND_MODEL_TIMEOUT_MS: z.preprocess(
      empty,
      wholeNumber('milliseconds, 1 to 60000', 60_000)
        .refine(isPositive, 'milliseconds, 1 to 60000')
        .default(1500),
    ),
  })
  .refine((env) => new Set(reviewerVariables.map((name) => env[name] === undefined)).size === 1, {
    path: ['KNOWMIND_REVIEWER_NAME'],
    error: `set together with ${reviewerVariables.slice(1).join(', ')}, or none of them`,
  })
  .refine(
    ({ KNOWMIND_EMBEDDING_PROVIDER: provider, KNOWMIND_EMBEDDING_MODEL: model }) =>
      provider !== 'openai' || model,
    {
      path: ['KNOWMIND_EMBEDDING_MODEL'],
      error: 'the name of a model when KNOWMIND_EMBEDDING_PROVIDER is openai',
    },
  )
  .refine(({ KNOWMIND_RERANK_URL: url, KNOWMIND_RERANK_MODEL: model }) => !url || model, {
    path: ['KNOWMIND_RERANK_MODEL'],
    error: 'the name of a model when KNOWMIND_RERANK_URL is set',
  });

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment; this file is its only reader. */
export const environment: Environment = process.env;

export type Config = ReturnType<typeof toConfig>;

/** Values given on the command line; they win over the environment. */
export type ConfigFlags = { port?: string; host?: string; dataDir?: string };

const flagVariables = [
  { key: 'port', flag: '--port', variable: 'KNOWMIND_PORT' },
  { key: 'host', flag: '--host', variable: 'KNOWMIND_HOST' },
  { key: 'dataDir', flag: '--data-dir', variable: 'KNOWMIND_DATA_DIR' },
] as const;

/** Reads and checks the configuration. Throws `StartError` that names each wrong value. */
export function readConfig(flags: ConfigFlags = {}, env: Environment = environment): Config {
  const given = flagVariables.filter(({ key }) => flags[key] !== undefined);
  const parsed = schema.safeParse({
    ...env,
    ...Object.fromEntries(given.map(({ key, variable }) => [variable, flags[key]])),
  });
  if (parsed.success) return toConfig(parsed.data);
  const nameOf = (variable: string) => given.find((each) => each.variable === variable)?.flag ?? variable;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${nameOf(path.join('.'))} has to be ${message}`,
  );
  throw new StartError(`The configuration is wrong. ${problems.join('; ')}`);
}

function toConfig(env: z.output<typeof schema>) {
  return {
    port: env.KNOWMIND_PORT,
    host: env.KNOWMIND_HOST,
    dataDir: env.KNOWMIND_DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    publicUrl: env.KNOWMIND_PUBLIC_URL,
    defaultPlan: env.KNOWMIND_DEFAULT_PLAN,
    smtpUrl: env.KNOWMIND_SMTP_URL,
    mailFrom: env.KNOWMIND_MAIL_FROM,
    masterKey: env.KNOWMIND_MASTER_KEY,
    logLevel: env.KNOWMIND_LOG_LEVEL,
    callsPerMinute: env.KNOWMIND_CALLS_PER_MINUTE,
    openRegistration: env.KNOWMIND_OPEN_REGISTRATION,
    registrationPlan: env.KNOWMIND_REGISTRATION_PLAN,
    trustedProxies: env.KNOWMIND_TRUSTED_PROXIES,
    reviewer: toReviewer(env),
    oauth: {
      callbacks: env.KNOWMIND_OAUTH_CALLBACKS,
      documentNetworks: env.KNOWMIND_OAUTH_DOCUMENT_NETWORKS,
    },
    model: toModelConfig(env),
  };
}

/** Who may sign in with a name and a password, and as whom; undefined: nobody. */
function toReviewer(env: z.output<typeof schema>) {
  const { KNOWMIND_REVIEWER_NAME: name, KNOWMIND_REVIEWER_PASSWORD_HASH: password } = env;
  const { KNOWMIND_REVIEWER_EMAIL: email, KNOWMIND_REVIEWER_WORKSPACE: workspaceId } = env;
  if (!name || !password || !email || !workspaceId) return undefined;
  return { name, password, email: email.toLowerCase(), workspaceId };
}

/** Embedding and reranking. */
function toModelConfig(env: z.output<typeof schema>) {
  const provider = env.KNOWMIND_EMBEDDING_PROVIDER;
  return {
    provider,
    url: env.KNOWMIND_EMBEDDING_URL,
    name: env.KNOWMIND_EMBEDDING_MODEL ?? (provider === 'onnx' ? defaultOnnxModel : ''),
    dataDir: env.KNOWMIND_DATA_DIR,
    apiKey: env.KNOWMIND_EMBEDDING_API_KEY,
    dimensions: env.KNOWMIND_EMBEDDING_DIMENSIONS,
    minSimilarity: env.KNOWMIND_EMBEDDING_MIN_SIMILARITY,
    timeoutMs: env.KNOWMIND_MODEL_TIMEOUT_MS,
    rerank: env.KNOWMIND_RERANK_URL
      ? {
          url: env.KNOWMIND_RERANK_URL,
          name: env.KNOWMIND_RERANK_MODEL ?? '',
          apiKey: env.KNOWMIND_RERANK_API_KEY,
        }
      : undefined,
  };
}

export type ModelConfig = ReturnType<typeof toModelConfig>;
