import type { AccessToken, Role } from './access.ts';
import { artifactProblems, type S3Location, s3LocationOf } from './config/artifact-settings.ts';
import { parseTokens } from './config/auth-tokens.ts';
import { ConfigError } from './config/config-error.ts';
import { exposureProblems, reachedBecause } from './config/exposure.ts';
import { type JwtRules, jwtProblems, jwtRulesOf } from './config/jwt-settings.ts';
import { allowedFor, SECRETS, type Variable, type Variables, variables } from './config/variables.ts';

/** What the server was told. Durations and sizes carry their unit in the name. */
export interface Config {
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly artifactsDir: string;
  /** Where weights lie in place of `artifactsDir`; null for the folder. */
  readonly artifactsS3: S3Location | null;
  /** Tokens that the configuration names; others are stored in the database. */
  readonly tokens: readonly AccessToken[];
  /** Tokens of an issuer that are accepted; null for none. */
  readonly jwt: JwtRules | null;
  /** False: whoever shows no token is the local administrator, which only loopback allows. */
  readonly authRequired: boolean;
  /** Host names besides loopback and HOST by which the server may be called. */
  readonly allowedHosts: readonly string[];
  /** Web origins besides the server's own whose pages may call it. */
  readonly allowedOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly documents: DocumentRules;
  /** Where metrics are served beside the graph, when `metricsPort` is set. */
  readonly metricsHost: string;
  /** Null: at `/metrics` of the graph's own port. 0 lets the system choose a free port. */
  readonly metricsPort: number | null;
  /** Null: nothing is traced. */
  readonly tracing: TraceTarget | null;
  readonly logLevel: Variables['LOG_LEVEL'];
  readonly maxBatchReadings: number;
  readonly maxBodyBytes: number;
  /** Bytes that one request to /ingest may have, after expansion. */
  readonly maxIngestBytes: number;
  /** Requests to /ingest at a time; each holds up to a line of `maxBodyBytes` and a batch. */
  readonly maxIngests: number;
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
  /** Forecasts are kept so many days, or so many of them where that is less. */
  readonly forecastRetention: { readonly days: number; readonly forecasts: number };
  /** What decisions can be run again from is kept so many days, or so many points of a sensor where that is less. */
  readonly rerunRetention: { readonly days: number; readonly points: number };
  /** The audit log is kept so many days. */
  readonly auditRetentionDays: number;
  readonly heartbeatMs: number;
  /** PostgreSQL: after this long without a sign of life another process scores the sensors of this one. */
  readonly scoringLeaseMs: number;
  /** PostgreSQL: processes wake each other through it; null for LISTEN and NOTIFY. */
  readonly redisUrl: string | null;
  /** How much older than the newest reading of its sensor a reading may come and still be taken into account. */
  readonly latenessMs: number;
}

/** A collector of OpenTelemetry traces, over HTTP. */
export interface TraceTarget {
  /** Without the path of the signal. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Of the requests that are not part of somebody's trace, in [0, 1]. */
  readonly share: number;
}

/** Which documents are run. */
export interface DocumentRules {
  /** The lowest role that may send any document; null for nobody. */
  readonly arbitraryFrom: Role | null;
  /** Files that list documents by their hash, besides the server's own. */
  readonly manifests: readonly string[];
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

/** Settings as texts, by the name of their variable; an empty one counts as not set. */
export type Settings = Readonly<Record<string, string | undefined>>;

function configOf(values: Variables, tokens: readonly AccessToken[], reached: boolean): Config {
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL,
    artifactsDir: values.ARTIFACTS_DIR,
    artifactsS3: s3LocationOf(values),
    tokens,
    jwt: jwtRulesOf(values),
    authRequired: tokens.length > 0 || values.AUTH_REQUIRED === 'on' || values.JWT_JWKS_URL !== undefined,
    allowedHosts: values.ALLOWED_HOSTS,
    allowedOrigins: values.ALLOWED_ORIGINS,
    graphiql: values.GRAPHIQL === undefined ? !reached : values.GRAPHIQL === 'on',
    documents: { arbitraryFrom: arbitraryFrom(values, reached), manifests: values.DOCUMENT_MANIFESTS },
    metricsHost: values.METRICS_HOST,
    metricsPort: values.METRICS_PORT ?? null,
    tracing: tracingOf(values),
    logLevel: values.LOG_LEVEL,
    maxBatchReadings: values.MAX_BATCH_READINGS,
    maxBodyBytes: values.MAX_BODY_BYTES,
    maxIngestBytes: values.MAX_INGEST_BYTES,
    maxIngests: values.MAX_INGESTS,
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
    forecastRetention: {
      days: values.FORECAST_RETENTION_DAYS,
      forecasts: values.FORECAST_RETENTION_COUNT,
    },
    rerunRetention: { days: values.RERUN_RETENTION_DAYS, points: values.RERUN_RETENTION_POINTS },
    auditRetentionDays: values.AUDIT_RETENTION_DAYS,
    heartbeatMs: values.HEARTBEAT_MS,
    scoringLeaseMs: values.SCORING_LEASE_MS,
    redisUrl: values.REDIS_URL ?? null,
    latenessMs: values.LATENESS_MS,
  };
}

function tracingOf(values: Variables): TraceTarget | null {
  if (values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return null;
  const headers = (values.OTEL_EXPORTER_OTLP_HEADERS ?? '').split(',').filter(Boolean);
  const pairs = headers.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  return {
    endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: Object.fromEntries(pairs),
    serviceName: values.OTEL_SERVICE_NAME,
    share: values.OTEL_TRACES_SAMPLER_ARG,
  };
}

/** Where nobody else can come, anybody may send any document, unless the settings say otherwise. */
function arbitraryFrom({ DOCUMENTS, ARBITRARY_DOCUMENTS_ROLE }: Variables, reached: boolean): Role | null {
  if ((DOCUMENTS ?? (reached ? 'listed' : 'any')) === 'any') return 'VIEWER';
  return ARBITRARY_DOCUMENTS_ROLE === 'none' ? null : (ARBITRARY_DOCUMENTS_ROLE.toUpperCase() as Role);
}

/**
 * Checks settings once, the environment's and the file's together.
 * @throws ConfigError with everything that is wrong, at once
 */
export function parseConfig(settings: Settings): Config {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  const wrong = new Set(parsed.error?.issues.map((issue) => issue.path[0] as Variable));
  const problems = [...wrong].map((variable) => problemOf(variable, given[variable]));
  const tokens = parseTokens(given.AUTH_TOKENS ?? '', problems);
  const sound = variables.safeParse(
    Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name as Variable))),
  );
  const exposed = {
    ...sound.data,
    authRequired: Boolean(given.AUTH_TOKENS || given.JWT_JWKS_URL) || given.AUTH_REQUIRED === 'on',
    production: given.NODE_ENV === 'production',
  };
  problems.push(...artifactProblems(given), ...jwtProblems(given), ...exposureProblems(exposed));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return configOf(parsed.data, tokens, reachedBecause(exposed) !== null);
}

function problemOf(variable: Variable, given: string | undefined): string {
  const value = SECRETS.has(variable) ? 'has a value that is not shown' : `is ${JSON.stringify(given)}`;
  return `${variable} ${value}; it must be ${allowedFor(variable)}.`;
}
