import { parseArgs } from 'node:util';
import { ROLES, type Role } from '../src/access.ts';
import { AuditLog, OK } from '../src/audit/audit-log.ts';
import { loadConfig } from '../src/config/load-config.ts';
import type { Database } from '../src/db/database.ts';
import { ENTITIES } from '../src/entities.ts';
import { Equipment } from '../src/equipment/equipment.ts';
import { DomainError } from '../src/errors.ts';
import { ApiToken } from '../src/tokens/api-token.ts';
import { ApiTokens, DEFAULT_OVERLAP_SECONDS, LONGEST_OVERLAP_SECONDS } from '../src/tokens/api-tokens.ts';
import { runScript, UsageError } from './terminal/failure.ts';
import { openNamedDatabase } from './terminal/named-database.ts';
import { table } from './terminal/table.ts';

const USAGE = `Usage: npm run token -- create NAME --role ROLE [--within TAG] [--days N] [--json]
       npm run token -- list [--all] [--json]
       npm run token -- rotate NAME [--overlap-hours N] [--json]
       npm run token -- revoke NAME [--json]

Makes and ends the tokens that are stored in the database of DATABASE_URL. A token is printed once, when it is made or
rotated; only its hash is kept. Servers that run on the database follow within a second.

  --role ROLE        viewer, operator, engineer or admin
  --within TAG       it sees this equipment and what is below it, and nothing else; the whole plant when left out
  --days N           it ends by itself after so many days; never when left out
  --overlap-hours N  the text before it stays good for so long (${DEFAULT_OVERLAP_SECONDS / 3_600})
  --all              also revoked ones
  --json             the answer as JSON on stdout
  --help             this text`;

const DAY_MS = 86_400_000;
const MOST_DAYS = 36_500;
const BY = 'npm run token';

interface Flags {
  readonly role?: string;
  readonly within?: string;
  readonly days?: string;
  readonly 'overlap-hours'?: string;
  readonly all?: boolean;
}

type Answer = { readonly json: object; readonly text: string };

/** What is shown of a token. */
const shown = (token: ApiToken, tags: ReadonlyMap<number, string>) => ({
  name: token.name,
  role: token.role,
  within: token.equipmentId == null ? null : (tags.get(token.equipmentId) ?? null),
  expiresAt: iso(token.expiresAtMs),
  lastUsedAt: iso(token.lastUsedAtMs),
  revokedAt: iso(token.revokedAtMs),
});

/** Writes down what is done to tokens here, as the graph does. */
function writtenDown<T>(db: Database, field: string, input: object, work: () => Promise<T>): Promise<T> {
  const act = { actor: BY, credential: null, role: 'ADMIN', operation: null, requestId: null } as const;
  const log = new AuditLog(db, (error) => console.error(error));
  return log.witnessed({ ...act, field, subjects: [], input }, () => OK, work);
}

const iso = (ms: number | null | undefined): string | null =>
  ms == null ? null : new Date(ms).toISOString();

function numberOf(flag: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= 0 && value <= most) || text.trim() === '')
    throw new UsageError(`${flag} is a number from 0 to ${most}.`);
  return value;
}

function roleOf(text: string | undefined): Role {
  const role = ROLES.find((one) => one === text?.toUpperCase());
  if (!role) throw new UsageError('--role is viewer, operator, engineer or admin.');
  return role;
}

const notFound = (what: string, remedy: string) =>
  new DomainError('NOT_FOUND', `${what} does not exist`, remedy);

async function create(db: Database, name: string, { role, within, days }: Flags): Promise<Answer> {
  const wanted = roleOf(role);
  const lasts = numberOf('--days', days, MOST_DAYS);
  const equipment = within === undefined ? null : await db.em().findOne(Equipment, { tag: within });
  if (within !== undefined && !equipment)
    throw notFound(`equipment ${within}`, '--within is the tag of equipment in this database.');
  const expiresAtMs = lasts === undefined ? null : Date.now() + Math.round(lasts * DAY_MS);
  const input = { name, role: wanted, equipmentId: equipment?.id ?? null, expiresAtMs };
  const { text, token } = await writtenDown(db, 'createApiToken', input, () =>
    new ApiTokens(db).create(input, BY),
  );
  const tags = new Map(equipment ? [[equipment.id, equipment.tag]] : []);
  return { json: { text, token: shown(token, tags) }, text };
}

async function list(db: Database, { all }: Flags): Promise<Answer> {
  const em = db.em();
  const tokens = await em.find(ApiToken, all ? {} : { revokedAtMs: null }, { orderBy: { name: 'asc' } });
  const ids = tokens.flatMap(({ equipmentId }) => equipmentId ?? []);
  const equipment = await em.find(Equipment, { id: { $in: ids } });
  const tags = new Map(equipment.map(({ id, tag }) => [id, tag]));
  const rows = tokens.map((token) => shown(token, tags));
  const cells = rows.map((row) => [
    row.name,
    row.role.toLowerCase(),
    row.within ?? 'the plant',
    row.expiresAt ?? 'never',
    row.lastUsedAt ?? 'not yet',
    row.revokedAt ?? '',
  ]);
  const head = ['name', 'role', 'within', 'expires', 'last used', 'revoked'];
  return { json: rows, text: table(head, cells) };
}

async function named(db: Database, name: string): Promise<number> {
  const token = await db.em().findOne(ApiToken, { name });
  if (!token)
    throw notFound(`token ${name}`, '`npm run token -- list --all` names every one of this database.');
  return token.id;
}

async function rotate(db: Database, name: string, flags: Flags): Promise<Answer> {
  const hours = numberOf('--overlap-hours', flags['overlap-hours'], LONGEST_OVERLAP_SECONDS / 3_600);
  const seconds = hours === undefined ? undefined : Math.round(hours * 3_600);
  const id = await named(db, name);
  const { text, token } = await writtenDown(db, 'rotateApiToken', { name, overlapSeconds: seconds }, () =>
    new ApiTokens(db).rotate(id, seconds),
  );
  return { json: { text, previousGoodUntil: iso(token.previousUntilMs) }, text };
}

async function revoke(db: Database, name: string): Promise<Answer> {
  const id = await named(db, name);
  const token = await writtenDown(db, 'revokeApiToken', { name }, () => new ApiTokens(db).revoke(id, BY));
  return { json: { name, revokedAt: iso(token.revokedAtMs) }, text: `${name} is revoked.` };
}

function workOf([verb, name, ...rest]: readonly string[]) {
  if (rest.length > 0) throw new UsageError(`${rest[0]} is one word too many.`);
  if (verb === 'list' && name === undefined) return list;
  const verbs = { create, rotate, revoke };
  const work = Object.hasOwn(verbs, verb ?? '') ? verbs[verb as keyof typeof verbs] : undefined;
  if (!work) throw new UsageError('Say create, list, rotate or revoke.');
  if (name === undefined) throw new UsageError(`Say which token to ${verb}.`);
  return (db: Database, flags: Flags) => work(db, name, flags);
}

await runScript(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: {
      role: { type: 'string' },
      within: { type: 'string' },
      days: { type: 'string' },
      'overlap-hours': { type: 'string' },
      all: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const work = workOf(positionals);
  const { databaseUrl } = loadConfig(process.env).config;
  const db = await openNamedDatabase(databaseUrl, ENTITIES);
  console.error(`Database ${databaseUrl.replace(/\/\/.*@/, '//…@')}`);
  try {
    const { json, text } = await work(db, values);
    console.log(values.json ? JSON.stringify(json) : text);
    return 0;
  } finally {
    await db.close();
  }
});
