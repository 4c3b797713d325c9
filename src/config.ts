import { z } from 'zod';
import { type AccessToken, ROLES, type Role, tokenHash } from './access.ts';
import { DomainError } from './errors.ts';

const MIB = 1024 * 1024;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Everything that is wrong with the environment, one line a variable; no line holds a secret. */
export class ConfigError extends DomainError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      'INVALID_CONFIGURATION',
      `The configuration is refused:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
      'Correct the variables named in the message.',
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  );
}

const whole = (fallback: number, from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.number().min(from).max(to))
    .optional()
    .transform((value) => value ?? fallback)
    .describe(`a whole number from ${from} to ${to}`);

const list = <T>(item: z.ZodType<T, string>, what: string) =>
  z
    .string()
    .optional()
    .transform((text) => (text ?? '').split(',').flatMap((part) => part.trim() || []))
    .pipe(z.array(item))
    .describe(`a comma-separated list of ${what}`);

const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text);
const host = z
  .string()
  .regex(/^(\[[0-9a-f:]+\]|[a-z0-9.-]+)$/i)
  .toLowerCase();
const databaseUrl = z.string().regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/);

const redisUrl = z.string().refine((text) => /^rediss?:\/\//.test(text) && URL.canParse(text));

const variables = z.object({
  HOST: z
    .string()
    .regex(/^[0-9a-z.:_-]+$/i)
    .default('127.0.0.1')
    .describe('a host name or an IP address'),
  PORT: whole(4000, 0, 65_535),
  DATABASE_URL: databaseUrl
    .default('sqlite:data/telltale.db')
    .describe('sqlite:PATH, sqlite::memory: or postgresql://USER:PASSWORD@HOST:PORT/DATABASE'),
  ARTIFACTS_DIR: z.string().default('data/artifacts').describe('a folder'),
  AUTH_TOKENS: z.string().default('').describe('a comma-separated list of role:name:token'),
  ALLOWED_HOSTS: list(host, 'host names without port, such as telltale.example.org'),
  ALLOWED_ORIGINS: list(origin, 'origins, such as https://console.example.org'),
  GRAPHIQL: z.enum(['on', 'off']).optional().describe('on or off'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe(LOG_LEVELS.join(', ')),
  MAX_BATCH_READINGS: whole(10_000, 1, 1_000_000),
  MAX_BODY_BYTES: whole(8 * MIB, 1024, 1024 * MIB),
  MAX_CONNECTIONS: whole(10_000, 1, 1_000_000),
  MAX_SUBSCRIPTIONS: whole(100, 1, 100_000),
  MAX_UNSENT_BYTES: whole(MIB / 4, 1024, 1024 * MIB),
  SLOW_CLIENT_MS: whole(10_000, 10, 3_600_000),
  MAX_QUERY_DEPTH: whole(12, 1, 100),
  MAX_QUERY_ALIASES: whole(30, 0, 10_000),
  MAX_QUERY_TOKENS: whole(2_000, 10, 1_000_000),
  MAX_QUERY_DIRECTIVES: whole(50, 0, 10_000),
  MAX_QUERY_COST: whole(10_000, 1, 100_000_000),
  TRAINING_WORKERS: whole(1, 0, 64),
  JOB_LEASE_MS: whole(30_000, 500, 3_600_000),
  JOB_ATTEMPTS: whole(5, 1, 100),
  JOB_BACK_OFF_MS: whole(1_000, 1, 60_000),
  EVENT_RETENTION_DAYS: whole(30, 1, 36_500),
  EVENT_RETENTION_COUNT: whole(1_000_000, 1_000, 1_000_000_000),
  HEARTBEAT_MS: whole(15_000, 100, 3_600_000),
  SCORING_LEASE_MS: whole(10_000, 500, 600_000),
  REDIS_URL: redisUrl.optional().describe('redis://USER:PASSWORD@HOST:PORT or rediss://…'),
  LATENESS_MS: whole(600_000, 0, 86_400_000),
});

type Variables = z.output<typeof variables>;

/** What the server was told. Durations and sizes carry their unit in the name. */
export interface Config {
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly artifactsDir: string;
  /** Empty: everybody is the local administrator, which only loopback allows. */
  readonly tokens: readonly AccessToken[];
  /** Host names besides loopback and HOST by which the server may be called. */
  readonly allowedHosts: readonly string[];
  /** Web origins besides the server's own whose pages may call it. */
  readonly allowedOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly maxBatchReadings: number;
  readonly maxBodyBytes: number;
  readonly maxConnections: number;
  /** Operations that one WebSocket may have open at once. */
  readonly maxSubscriptions: number;
  /** Bytes of answers that may wait for one client. */
  readonly maxUnsentBytes: number;
  /** How long more than that may wait before the client is cut. */
  readonly slowClientMs: number;
  readonly query: QueryLimits;
  /** Jobs at a time in this process, a thread each; 0 leaves all of them to worker processes. */
  readonly trainingWorkers: number;
  /** How long a job of a process that is gone waits for another. */
  readonly jobLeaseMs: number;
  /** How often a job that ends by a fault, or with its process, is started in all. */
  readonly jobAttempts: number;
  /** The wait before the second start; it doubles with each. */
  readonly jobBackOffMs: number;
  /** The event log reaches back so many days, or so many events where that is less. */
  readonly eventRetention: { readonly days: number; readonly events: number };
  readonly heartbeatMs: number;
  /** PostgreSQL: after this long without a sign of life another process scores the sensors of this one. */
  readonly scoringLeaseMs: number;
  /** PostgreSQL: processes wake each other through it; null for LISTEN and NOTIFY. */
  readonly redisUrl: string | null;
  /** How much older than the newest reading of its sensor a reading may come and still be taken into account. */
  readonly latenessMs: number;
}

/** What one GraphQL document may ask for. */
export interface QueryLimits {
  readonly depth: number;
  readonly aliases: number;
  readonly tokens: number;
  readonly directives: number;
  /** Sum of the fields' costs, lists multiplied by their length. */
  readonly cost: number;
}

const SECRET = new Set(['AUTH_TOKENS', 'DATABASE_URL', 'REDIS_URL']);
const TOKEN_LENGTH = 32;

function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** Tokens of `role:name:token,…`; what is wrong goes to `problems` by position, never with the token. */
function parseTokens(text: string, problems: string[]): AccessToken[] {
  const seen = new Set<string>();
  const entries = text.split(',').flatMap((part) => part.trim() || []);
  if (text !== '' && entries.length === 0) problems.push('AUTH_TOKENS is set and holds no role:name:token.');
  return entries.flatMap((entry, index) => {
    const [roleText = '', name = '', ...rest] = entry.split(':');
    const role = roleText.toUpperCase();
    const token = rest.join(':');
    const where = `AUTH_TOKENS entry ${index + 1}`;
    const before = problems.length;
    if (rest.length === 0) problems.push(`${where} is not of the form role:name:token.`);
    else if (!isRole(role)) problems.push(`${where}: the role must be viewer, operator, engineer or admin.`);
    else if (!/^[\w.@-]{1,64}$/.test(name)) {
      problems.push(`${where}: the name must be 1 to 64 letters, digits or the characters . _ @ -.`);
    } else if (token.length < TOKEN_LENGTH || /\s/.test(token)) {
      problems.push(
        `${where} (${name}): the token must have at least ${TOKEN_LENGTH} characters and no space.`,
      );
    } else if (seen.has(token)) problems.push(`${where} (${name}): the token is used twice.`);
    seen.add(token);
    return problems.length === before ? [{ role: role as Role, name, sha256: tokenHash(token) }] : [];
  });
}

function problemOf(variable: keyof Variables, given: string | undefined): string {
  const value = SECRET.has(variable) ? 'has a value that is not shown' : `is ${JSON.stringify(given)}`;
  return `${variable} ${value}; it must be ${variables.shape[variable].description}.`;
}

function configOf(values: Variables, tokens: readonly AccessToken[]): Config {
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL,
    artifactsDir: values.ARTIFACTS_DIR,
    tokens,
    allowedHosts: values.ALLOWED_HOSTS,
    allowedOrigins: values.ALLOWED_ORIGINS,
    graphiql: values.GRAPHIQL === undefined ? isLoopback(values.HOST) : values.GRAPHIQL === 'on',
    logLevel: values.LOG_LEVEL,
    maxBatchReadings: values.MAX_BATCH_READINGS,
    maxBodyBytes: values.MAX_BODY_BYTES,
    maxConnections: values.MAX_CONNECTIONS,
    maxSubscriptions: values.MAX_SUBSCRIPTIONS,
    maxUnsentBytes: values.MAX_UNSENT_BYTES,
    slowClientMs: values.SLOW_CLIENT_MS,
    query: {
      depth: values.MAX_QUERY_DEPTH,
      aliases: values.MAX_QUERY_ALIASES,
      tokens: values.MAX_QUERY_TOKENS,
      directives: values.MAX_QUERY_DIRECTIVES,
      cost: values.MAX_QUERY_COST,
    },
    trainingWorkers: values.TRAINING_WORKERS,
    jobLeaseMs: values.JOB_LEASE_MS,
    jobAttempts: values.JOB_ATTEMPTS,
    jobBackOffMs: values.JOB_BACK_OFF_MS,
    eventRetention: { days: values.EVENT_RETENTION_DAYS, events: values.EVENT_RETENTION_COUNT },
    heartbeatMs: values.HEARTBEAT_MS,
    scoringLeaseMs: values.SCORING_LEASE_MS,
    redisUrl: values.REDIS_URL ?? null,
    latenessMs: values.LATENESS_MS,
  };
}

/**
 * Reads the environment once. An empty variable counts as not set.
 * @throws ConfigError with everything that is wrong, at once
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  const wrong = new Set(parsed.error?.issues.map((issue) => issue.path[0] as keyof Variables));
  const problems = [...wrong].map((variable) => problemOf(variable, given[variable]));
  const tokens = parseTokens(given.AUTH_TOKENS ?? '', problems);
  const open = given.HOST !== undefined && !wrong.has('HOST') && !isLoopback(given.HOST);
  if (open && !given.AUTH_TOKENS) {
    problems.push(
      `HOST is ${JSON.stringify(given.HOST)}, which other machines can reach, and AUTH_TOKENS is not set; ` +
        `set AUTH_TOKENS=role:name:token (a token of at least ${TOKEN_LENGTH} characters), or HOST=127.0.0.1.`,
    );
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return configOf(parsed.data, tokens);
}

/** One line for each variable: what it may be and what it is when not set. */
export function configHelp(): string {
  const defaults = variables.parse({});
  const lines = Object.entries(variables.shape).map(([name, { description }]) => {
    const value = String(defaults[name as keyof Variables] ?? '');
    return `  ${name.padEnd(20)} ${description}${value && ` (${value})`}`;
  });
  return lines.join('\n');
}
