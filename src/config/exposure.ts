import { TOKEN_LENGTH } from './auth-tokens.ts';
import type { Variables } from './variables.ts';

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  );
}

/** Passwords that images, compose files and tutorials come with. */
const DEFAULT_PASSWORDS = new Set([
  'postgres',
  'minioadmin',
  'password',
  'passwd',
  'telltale',
  'admin',
  'root',
  'secret',
  'changeme',
  'change-me',
  'example',
  'test',
  '123456',
]);

/** The settings of which exposure is judged; whatever is wrong in itself is left out. */
export type Exposed = Partial<
  Pick<
    Variables,
    | 'HOST'
    | 'METRICS_HOST'
    | 'METRICS_PORT'
    | 'ALLOWED_HOSTS'
    | 'GRAPHIQL'
    | 'DOCUMENTS'
    | 'DATABASE_URL'
    | 'S3_SECRET_ACCESS_KEY'
  >
> & {
  /** Nobody comes in without a token. */
  readonly authRequired: boolean;
  /** NODE_ENV=production. */
  readonly production: boolean;
};

/**
 * Why other machines come, or are meant to: the address, names for a proxy in front, or NODE_ENV=production. Null when
 * only this machine does.
 */
export function reachedBecause({ HOST, ALLOWED_HOSTS, production }: Exposed): string | null {
  if (HOST !== undefined && !isLoopback(HOST)) {
    return `HOST is ${JSON.stringify(HOST)}, which other machines can reach`;
  }
  const named = ALLOWED_HOSTS?.filter((host) => !isLoopback(host)) ?? [];
  if (named.length > 0) return `ALLOWED_HOSTS names ${named[0]}, by which other machines come`;
  return production ? 'NODE_ENV is production' : null;
}

/** What may not be while other machines can come, each with what to set. */
export function exposureProblems(exposed: Exposed): string[] {
  const because = reachedBecause(exposed);
  const problems = because === null ? metricsProblems(exposed) : [];
  if (because === null) return problems;
  if (!exposed.authRequired) {
    problems.push(
      `${because}, and AUTH_TOKENS is not set; set AUTH_TOKENS=role:name:token (a token of at least ` +
        `${TOKEN_LENGTH} characters), or AUTH_REQUIRED=on with tokens of \`npm run token\`, or serve this machine alone ` +
        '(HOST=127.0.0.1, no ALLOWED_HOSTS).',
    );
  }
  if (exposed.GRAPHIQL === 'on') {
    problems.push(`${because}, and GRAPHIQL is on; set GRAPHIQL=off.`);
  }
  if (exposed.DOCUMENTS === 'any') {
    problems.push(
      `${because}, and DOCUMENTS is any; set DOCUMENTS=listed (roles from ARBITRARY_DOCUMENTS_ROLE on may still send any).`,
    );
  }
  if (hasDefaultPassword(exposed.DATABASE_URL)) {
    problems.push(`${because}, and the password in DATABASE_URL is a well-known one; set another.`);
  }
  if (DEFAULT_PASSWORDS.has(exposed.S3_SECRET_ACCESS_KEY?.toLowerCase() ?? '')) {
    problems.push(`${because}, and S3_SECRET_ACCESS_KEY is a well-known one; set another.`);
  }
  return problems;
}

/** Metrics on an address of their own are asked for with a token, too. */
function metricsProblems({ METRICS_HOST, METRICS_PORT, authRequired }: Exposed): string[] {
  if (METRICS_PORT === undefined || METRICS_HOST === undefined) return [];
  if (authRequired || isLoopback(METRICS_HOST)) return [];
  return [
    `METRICS_HOST is ${JSON.stringify(METRICS_HOST)}, which other machines can reach, and AUTH_TOKENS is not set; ` +
      'set AUTH_TOKENS=role:name:token (operator or above may read metrics), or METRICS_HOST=127.0.0.1.',
  ];
}

function hasDefaultPassword(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  return DEFAULT_PASSWORDS.has(decodeURIComponent(new URL(url).password).toLowerCase());
}
