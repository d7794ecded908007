import { isIP } from 'node:net';
import proxyAddress from 'proxy-addr';
import { z } from 'zod';
import { parseStorageUrl } from './storage-url.js';

const port = z.coerce.number().int().min(0).max(65_535);
const count = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const url = (protocols: string[]) =>
  z
    .string()
    .refine(
      (value) => protocols.some((protocol) => value.startsWith(protocol)),
      `has to begin with ${protocols.join(' or ')}`,
    );
const httpUrl = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));

const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** The library reads a bare number, with which Express counts hops, as an address. */
function mustBeNetwork(value: string, context: z.RefinementCtx): void {
  const [address = ''] = value.split('/');
  try {
    if (!NETWORKS.includes(value) && isIP(address) === 0) throw new Error('no address');
    proxyAddress.compile(value);
  } catch {
    const message = `has to name addresses, subnets such as 10.0.0.0/8, ${NETWORKS.join(', ')}`;
    context.addIssue({ code: 'custom', message });
  }
}

function mustBeStorage(value: string, context: z.RefinementCtx): void {
  try {
    parseStorageUrl(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
}

/** Every variable that the process reads, with its default. `.env.example` explains them. */
const schema = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: httpUrl.optional(),
  METRICS_PORT: port.optional(),
  DATABASE_URL: url(['sqlite:', 'mysql://', 'mariadb://']).default('sqlite:data/voxsync.db'),
  REDIS_URL: url(['redis://', 'rediss://']).optional(),
  STORAGE_URL: url(['file:', 's3://']).superRefine(mustBeStorage).default('file:recordings'),
  RECORDING_DELIVERY: z.enum(['stream', 'redirect']).default('stream'),
  PROCESS_ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  ENCRYPTION_KEY: z.string().optional(),
  AUTH_SECRET: z.string().min(32, 'has to be at least 32 characters').optional(),
  SIGNUP: z.enum(['first', 'open']).default('first'),
  VOXIMPLANT_API_URL: httpUrl.default('https://api.voximplant.com/platform_api'),
  ELEVENLABS_API_URL: httpUrl.default('https://api.elevenlabs.io'),
  CORS_ORIGINS: list.pipe(z.array(z.url({ protocol: /^https?$/ }))),
  TRUSTED_PROXIES: list.pipe(z.array(z.string().superRefine(mustBeNetwork))),
  CONSOLE: z.enum(['on', 'off']).default('on'),
  GRAPHQL_INTROSPECTION: z.enum(['on', 'off']).default('on'),
  GRAPHQL_MAX_COST: count(50_000, 10_000, 100_000_000),
  QUERY_TIMEOUT_MS: count(30_000, 10, 3_600_000),
  RATE_LIMIT_OPERATIONS_PER_MINUTE: count(600, 1, 1_000_000),
  RATE_LIMIT_SIGN_INS_PER_MINUTE: count(10, 1, 1_000_000),
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: count(300, 1, 1_000_000),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug', 'verbose']).default('info'),
  LOG_FORMAT: z.enum(['json', 'text']).default('json'),
  SCHEDULES: z.enum(['on', 'off']).default('on'),
  AUDIT_DAYS: count(365, 1, 36_500),
  SYNC_LEASE_MS: count(15_000, 200, 600_000),
  SYNC_SLICE_MS: count(10_000, 100, 3_600_000),
  SYNC_CONCURRENCY: count(2, 1, 64),
  UPSTREAM_CONCURRENCY: count(8, 1, 64),
  UPSTREAM_REQUESTS_PER_SECOND: count(50, 1, 10_000),
  UPSTREAM_BREAK_MS: count(30_000, 10, 600_000),
  UPSTREAM_TIMEOUT_MS: count(20_000, 100, 600_000),
});

/** The names of all settings. */
export const SETTINGS: readonly string[] = Object.keys(schema.shape);

/** The validated environment. Injected by the token {@link ENV}; nothing else reads `process.env`. */
export type Env = Readonly<Omit<z.output<typeof schema>, 'PUBLIC_URL'> & { PUBLIC_URL: string }>;

/** The injection token of {@link Env}. */
export const ENV = Symbol('Env');

/** Bad settings: names every variable that is wrong and never shows a value, as it may be a secret. */
export class ConfigurationError extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/**
 * Reads the settings out of a bag of strings such as `process.env`; an empty string counts as absent.
 * @throws ConfigurationError naming each bad variable
 */
export function parseEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    throw new ConfigurationError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const env = parsed.data;
  const problems: string[] = [];
  const embedded = env.DATABASE_URL.startsWith('sqlite:');
  if (!embedded && env.ENCRYPTION_KEY === undefined) {
    problems.push(
      'ENCRYPTION_KEY: is required with MySQL or MariaDB (32 bytes in base64, e.g. `openssl rand -base64 32`)',
    );
  }
  if (env.PROCESS_ROLE !== 'all' && (embedded || env.REDIS_URL === undefined)) {
    problems.push(
      `PROCESS_ROLE: ${env.PROCESS_ROLE} needs a DATABASE_URL of MySQL or MariaDB, and REDIS_URL: processes meet there`,
    );
  }
  if (env.RECORDING_DELIVERY === 'redirect' && !env.STORAGE_URL.startsWith('s3:'))
    problems.push('RECORDING_DELIVERY: redirect needs an s3:// STORAGE_URL, as only a bucket has links of its own');
  if (problems.length > 0) throw new ConfigurationError(problems);
  return Object.freeze({ ...env, PUBLIC_URL: env.PUBLIC_URL ?? `http://localhost:${env.PORT}` });
}
