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
const plan = z.enum(planNames, `one of ${planNames.join(', ')}`);
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const networks = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .refine((list) => list.every(isNetwork), 'a comma-separated list of CIDRs such as 10.0.0.0/8');

/** Each message says what the value has to be; the value itself may be a secret and is not repeated. */
const schema = z.object({
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
  };
}
