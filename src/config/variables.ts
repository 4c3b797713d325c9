import { isIP } from 'node:net';
import { z } from 'zod';

const MIB = 1024 * 1024;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const whole = (fallback: number, from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.number().min(from).max(to))
    .optional()
    .transform((value) => value ?? fallback)
    .describe(`a whole number from ${from} to ${to}`);

const partsOf = (text: string): string[] => text.split(',').flatMap((part) => part.trim() || []);

/** @param usual what holds where nothing is named */
const list = <T>(item: z.ZodType<T, string>, what: string, usual: readonly string[] = []) =>
  z
    .string()
    .optional()
    .transform((text) => partsOf(text ?? ''))
    .transform((parts) => (parts.length > 0 ? parts : [...usual]))
    .pipe(z.array(item))
    .describe(`a comma-separated list of ${what}`);

const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text);
const host = z
  .string()
  .regex(/^(\[[0-9a-f:]+\]|[a-z0-9.-]+)$/i)
  .toLowerCase();
const hostName = z.string().regex(/^[0-9a-z.:_-]+$/i);
const httpAddress = z.string().refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''));
const databaseUrl = z.string().regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/);
const httpOrigin = z.string().refine((text) => {
  const url = URL.parse(text);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    [url.origin, `${url.origin}/`].includes(text.toLowerCase())
  );
});
const s3Url = z
  .string()
  .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w-][\w.-]*)*\/?$/)
  .refine((text) => text.length <= 512);
const network = z.string().refine((text) => {
  const [address, bits, ...rest] = text.split('/');
  const longest = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) > 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= longest))
  );
});
const redisUrl = z.string().refine((text) => /^rediss?:\/\//.test(text) && URL.canParse(text));

const claim = z.string().regex(/^[^\s]{1,200}$/);
const JWT_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

/** Every setting by the name of its environment variable. All are texts from outside; the description says what is right. */
export const variables = z.object({
  HOST: hostName.default('127.0.0.1').describe('a host name or an IP address'),
  PORT: whole(4000, 0, 65_535),
  DATABASE_URL: databaseUrl
    .default('sqlite:data/telltale.db')
    .describe('sqlite:PATH, sqlite::memory: or postgresql://USER:PASSWORD@HOST:PORT/DATABASE'),
  ARTIFACTS_DIR: z.string().default('data/artifacts').describe('a folder'),
  ARTIFACTS_URL: s3Url.optional().describe('s3://BUCKET or s3://BUCKET/PREFIX'),
  S3_ENDPOINT: httpOrigin.optional().describe('an origin, such as https://minio.example.org:9000'),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .default('us-east-1')
    .describe('a region, such as eu-central-1'),
  S3_ACCESS_KEY_ID: z.string().regex(/^\S+$/).optional().describe('the id of an access key'),
  S3_SECRET_ACCESS_KEY: z.string().regex(/^\S+$/).optional().describe('the secret of that access key'),
  S3_SESSION_TOKEN: z.string().regex(/^\S+$/).optional().describe('the token of credentials that expire'),
  S3_TIMEOUT_MS: whole(20_000, 100, 600_000),
  AUTH_TOKENS: z.string().default('').describe('a comma-separated list of role:name:token'),
  AUTH_REQUIRED: z.enum(['on', 'off']).default('off').describe('on or off; AUTH_TOKENS makes it on'),
  JWT_JWKS_URL: httpAddress.optional().describe('the https URL of the JSON Web Key Set of an issuer'),
  JWT_ISSUER: z.string().min(1).optional().describe('what `iss` of a token has to be'),
  JWT_AUDIENCE: z.string().min(1).optional().describe('what `aud` of a token has to be or to have'),
  JWT_ALGORITHMS: list(z.enum(JWT_ALGORITHMS), `algorithms of ${JWT_ALGORITHMS.join(' ')}`, [
    'RS256',
    'ES256',
    'EdDSA',
  ]),
  JWT_CLOCK_SKEW_SECONDS: whole(30, 0, 300),
  JWT_ROLE_CLAIM: claim
    .default('role')
    .describe('the claim with the role, or a list that has it; `a.b` for b in a'),
  JWT_SUBTREE_CLAIM: claim.optional().describe('the claim with the tag of the equipment that is seen, or *'),
  JWT_JWKS_COOL_DOWN_MS: whole(30_000, 100, 3_600_000),
  JWT_JWKS_TIMEOUT_MS: whole(5_000, 100, 60_000),
  ALLOWED_HOSTS: list(host, 'host names without port, such as telltale.example.org'),
  ALLOWED_ORIGINS: list(origin, 'origins, such as https://console.example.org'),
  GRAPHIQL: z.enum(['on', 'off']).optional().describe('on or off'),
  DOCUMENTS: z.enum(['any', 'listed']).optional().describe('any or listed'),
  DOCUMENT_MANIFESTS: list(z.string(), 'JSON files'),
  ARBITRARY_DOCUMENTS_ROLE: z
    .enum(['viewer', 'operator', 'engineer', 'admin', 'none'])
    .default('admin')
    .describe('the lowest role that may send any document while DOCUMENTS is listed, or none'),
  METRICS_HOST: hostName.default('127.0.0.1').describe('a host name or an IP address'),
  METRICS_PORT: z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.number().max(65_535))
    .optional()
    .describe('a whole number from 0 to 65535; /metrics is at PORT when not set'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpAddress
    .optional()
    .describe('the address of a collector, such as http://127.0.0.1:4318'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[\w-]+=[^,]+(,[\w-]+=[^,]+)*$/)
    .optional()
    .describe('a comma-separated list of NAME=VALUE'),
  OTEL_SERVICE_NAME: z
    .string()
    .min(1)
    .max(100)
    .default('telltale')
    .describe('a name of up to 100 characters'),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0|1|0?\.\d+|1\.0+)$/)
    .default('1')
    .transform(Number)
    .describe('a share from 0 to 1 of the requests'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe(LOG_LEVELS.join(', ')),
  MAX_BATCH_READINGS: whole(10_000, 1, 1_000_000),
  MAX_BODY_BYTES: whole(8 * MIB, 1024, 1024 * MIB),
  MAX_INGEST_BYTES: whole(1024 * MIB, 1024, 1024 * 1024 * MIB),
  MAX_INGESTS: whole(16, 1, 1_000),
  MAX_CONNECTIONS: whole(10_000, 1, 1_000_000),
  MAX_SUBSCRIPTIONS: whole(100, 1, 100_000),
  MAX_UNSENT_BYTES: whole(MIB / 4, 1024, 1024 * MIB),
  SLOW_CLIENT_MS: whole(10_000, 10, 3_600_000),
  MAX_QUERY_DEPTH: whole(12, 1, 100),
  MAX_QUERY_ALIASES: whole(30, 0, 10_000),
  MAX_QUERY_TOKENS: whole(2_000, 10, 1_000_000),
  MAX_QUERY_DIRECTIVES: whole(50, 0, 10_000),
  MAX_QUERY_COST: whole(10_000, 1, 100_000_000),
  COST_PER_SECOND: whole(20_000, 1, 1_000_000_000),
  COST_BURST: whole(20_000, 1, 1_000_000_000),
  UPLOAD_BYTES_PER_SECOND: whole(32 * MIB, 1024, 1024 * 1024 * MIB),
  UPLOAD_READINGS_PER_SECOND: whole(50_000, 1, 1_000_000_000),
  UPLOAD_BURST_SECONDS: whole(1, 1, 3_600),
  ADDRESS_ALLOWANCES: whole(4, 1, 1_000_000),
  MAX_CONNECTIONS_PER_ADDRESS: whole(1_000, 1, 1_000_000),
  MAX_SUBSCRIPTIONS_PER_TOKEN: whole(5_000, 1, 1_000_000),
  TRUSTED_PROXIES: list(network, 'IP addresses or networks, such as 10.0.0.0/8'),
  HEADERS_TIMEOUT_MS: whole(10_000, 100, 600_000),
  BODY_TIMEOUT_MS: whole(30_000, 100, 600_000),
  OPERATION_TIMEOUT_MS: whole(60_000, 10, 3_600_000),
  TRAINING_WORKERS: whole(1, 0, 64),
  JOB_LEASE_MS: whole(30_000, 500, 3_600_000),
  JOB_ATTEMPTS: whole(5, 1, 100),
  JOB_BACK_OFF_MS: whole(1_000, 1, 60_000),
  EVENT_RETENTION_DAYS: whole(30, 1, 36_500),
  EVENT_RETENTION_COUNT: whole(1_000_000, 1_000, 1_000_000_000),
  FORECAST_RETENTION_DAYS: whole(90, 1, 36_500),
  FORECAST_RETENTION_COUNT: whole(1_000_000, 1_000, 1_000_000_000),
  RERUN_RETENTION_DAYS: whole(90, 1, 36_500),
  RERUN_RETENTION_POINTS: whole(200, 1, 1_000_000),
  AUDIT_RETENTION_DAYS: whole(365, 1, 36_500),
  HEARTBEAT_MS: whole(15_000, 100, 3_600_000),
  SCORING_LEASE_MS: whole(10_000, 500, 600_000),
  REDIS_URL: redisUrl.optional().describe('redis://USER:PASSWORD@HOST:PORT or rediss://…'),
  LATENESS_MS: whole(600_000, 0, 86_400_000),
});

export type Variables = z.output<typeof variables>;
export type Variable = keyof Variables;

export const VARIABLE_NAMES = Object.keys(variables.shape) as readonly Variable[];

/** Settings whose values are never shown. */
export const SECRETS: ReadonlySet<Variable> = new Set([
  'AUTH_TOKENS',
  'DATABASE_URL',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'REDIS_URL',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'S3_SESSION_TOKEN',
]);

/** What a setting may be, for refusals and help. */
export const allowedFor = (variable: Variable): string => variables.shape[variable].description ?? '';

/** What holds where nothing is set and it depends on who can come. */
const DEPENDING: Partial<Record<Variable, string>> = {
  GRAPHIQL: 'on; off where other machines can come',
  DOCUMENTS: 'any; listed where other machines can come',
};

/** One line for each variable: what it may be and what it is when not set. */
export function configHelp(): string {
  const defaults = variables.parse({});
  const lines = VARIABLE_NAMES.map((name) => {
    const value = DEPENDING[name] ?? String(defaults[name] ?? '');
    return `  ${name.padEnd(27)} ${allowedFor(name)}${value && ` (${value})`}`;
  });
  return lines.join('\n');
}
