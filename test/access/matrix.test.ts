import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLObjectType,
  parse,
  subscribe,
  validate,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSchema } from '../../schema/index.ts';
import { type Extent, ROOT_FIELDS } from '../../src/access/root-fields.ts';
import { LOWEST_ROLE, ROLES, type Role, type Viewer } from '../../src/access.ts';
import { contextFor } from '../../src/context.ts';
import type { Database } from '../../src/db/database.ts';
import { DomainError } from '../../src/errors.ts';
import { EventFeed } from '../../src/events/feed.ts';
import { sqliteInMemory } from '../database.ts';
import { operationOn } from './generated-operation.ts';
import { type SeededPlant, seedPlant } from './two-plants.ts';

const schema = buildSchema();
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
  (type) => type ?? [],
) as GraphQLObjectType<unknown, unknown>[];
const fields = roots.flatMap((type) => Object.keys(type.getFields()).map((name) => [type.name, name]));

/** Told that authorisation let a request through: what would be done is not done. */
const ALLOWED = 'ALLOWED';

/** Any room: whatever it is asked, it says that it was reached. */
const room: object = new Proxy(() => {}, {
  get: (_, name) => (name === 'then' ? undefined : room),
  apply: () => {
    throw new DomainError(ALLOWED, 'A room was reached', 'Nothing.');
  },
});

interface List {
  readonly totalCount: number;
  readonly nodes: readonly { readonly id: string }[];
}

type Told = { readonly code?: string };

/** What came of it: the code of the failure, or NULL for a node that is not told, or that it was allowed. */
function outcomeOf({ data, errors }: ExecutionResult, extent: Extent): string {
  // Not executed at all.
  if (errors?.some(({ path }) => path === undefined)) throw errors[0];
  const { code } = (errors?.[0]?.originalError ?? {}) as Told;
  const [value] = Object.values(data ?? {}) as ({ code?: string } | null)[];
  const told = code ?? value?.code;
  if (told === 'FORBIDDEN' || told === 'NOT_FOUND') return told;
  const nothing = Array.isArray(value) ? value[0] === null : value === null;
  return nothing && !errors && extent === 'NODES' ? 'NULL' : ALLOWED;
}

describe('what every root field answers every role, inside and outside of its subtree', () => {
  let db: Database;
  let feed: EventFeed;
  let inside: SeededPlant;
  let outside: SeededPlant;

  beforeAll(async () => {
    db = await sqliteInMemory.open();
    feed = new EventFeed(db);
    inside = await seedPlant(db, 'IN', 'scoped');
    outside = await seedPlant(db, 'OUT', 'other');
  });
  afterAll(() => db.close());

  const audit = { witnessed: (_act: unknown, _outcomeOf: unknown, work: () => unknown) => work() };
  const recordings = { counted: (...[, , , work]: readonly (() => unknown)[]) => work() };
  const services = () =>
    new Proxy(
      {},
      {
        get: (_, name) => ({ db, feed, audit, recordings })[name as string] ?? room,
      },
    ) as Parameters<typeof contextFor>[0];

  /** @param plant of which things are named; nothing that need not be is, when absent */
  async function ask(root: string, name: string, viewer: Viewer, plant?: SeededPlant) {
    const type = roots.find((one) => one.name === root) as GraphQLObjectType<unknown, unknown>;
    const operation = operationOn(root, type.getFields()[name], plant?.ids);
    const document = parse(operation.document);
    expect([name, validate(schema, document)]).toEqual([name, []]);
    const ending = new AbortController();
    const args: ExecutionArgs = {
      schema,
      document,
      contextValue: contextFor(services(), viewer, { signal: ending.signal }),
      variableValues: operation.variables,
    };
    const result = root === 'Subscription' ? await subscribe(args) : await execute(args);
    if (Symbol.asyncIterator in result) await result.return(undefined);
    ending.abort();
    return Symbol.asyncIterator in result ? { data: { ok: true } } : result;
  }

  const senior = (role: Role, root: string, name: string) =>
    ROLES.indexOf(role) >= ROLES.indexOf(LOWEST_ROLE[ROOT_FIELDS[root][name].may]);

  /** From the table alone. */
  function expected(root: string, name: string, role: Role, where: 'PLANT' | 'INSIDE' | 'OUTSIDE') {
    const { extent } = ROOT_FIELDS[root][name];
    if (!senior(role, root, name)) return 'FORBIDDEN';
    if (where === 'PLANT') return ALLOWED;
    if (extent === 'PLANT') return 'FORBIDDEN';
    const type = roots.find((one) => one.name === root) as GraphQLObjectType<unknown, unknown>;
    const { names } = operationOn(root, type.getFields()[name], inside.ids);
    if (where === 'INSIDE' || !names) return ALLOWED;
    return extent === 'NODES' ? 'NULL' : 'NOT_FOUND';
  }

  it('is in the table, and the table names nothing else', () => {
    const named = Object.entries(ROOT_FIELDS).flatMap(([root, rules]) =>
      Object.keys(rules).map((name) => [root, name]),
    );
    expect(named.map(String).sort()).toEqual(fields.map(String).sort());
  });

  it.each(ROLES)('for a %s', async (role) => {
    const whole: Viewer = { name: 'whole', role };
    const scoped: Viewer = { name: 'scoped', role, subtree: inside.sitePath };
    for (const [root, name] of fields) {
      const { extent } = ROOT_FIELDS[root][name];
      const answers = {
        PLANT: outcomeOf(await ask(root, name, whole, outside), extent),
        INSIDE: outcomeOf(await ask(root, name, scoped, inside), extent),
        OUTSIDE: outcomeOf(await ask(root, name, scoped, outside), extent),
      };
      const right = Object.fromEntries(
        (['PLANT', 'INSIDE', 'OUTSIDE'] as const).map((where) => [where, expected(root, name, role, where)]),
      );
      expect({ field: `${root}.${name}`, ...answers }).toEqual({ field: `${root}.${name}`, ...right });
    }
  });

  it('in lists: what is inside, counted alone', async () => {
    const lists = fields.filter(
      ([root, name]) => root === 'Query' && ROOT_FIELDS[root][name].extent === 'LISTED',
    );
    const read = async (name: string, viewer: Viewer) => {
      const { data } = (await ask('Query', name, viewer)) as ExecutionResult<Record<string, List | null>>;
      return data?.[name];
    };
    const seen: string[] = [];
    for (const [, name] of lists) {
      const all = await read(name, { name: 'whole', role: 'ADMIN' });
      const some = await read(name, { name: 'scoped', role: 'ADMIN', subtree: inside.sitePath });
      if (!all?.nodes || !some) continue;
      // The plants are alike.
      expect([name, some.totalCount]).toEqual([name, all.totalCount / 2]);
      expect(some.nodes.length).toBe(Math.min(some.totalCount, 2));
      const theirs = Object.values(outside.ids);
      expect(some.nodes.filter(({ id }) => theirs.includes(id))).toEqual([]);
      seen.push(name);
    }
    expect(seen.length).toBeGreaterThan(12);
  });
});
