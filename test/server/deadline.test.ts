import { type ExecutionResult, extendSchema, type GraphQLError, parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import type { Context } from '../../src/context.ts';
import { Deadline, limitTime } from '../../src/server/operations/deadline.ts';
import { Metrics } from '../../src/server/watch/metrics.ts';
import { onPostgresql } from '../database.ts';
import { lockReadings } from '../readings/locked-readings.ts';
import { post, startServer } from './running-server.ts';
import { startStreams, tokenOf, until } from './streaming-server.ts';

const READINGS =
  '{ sensors(first: 1) { nodes { series(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z") { times } } } }';

it('an operation that takes too long is answered, and stops, on HTTP and on WebSocket', async () => {
  const { url, ws, openSources } = await startServer({ OPERATION_TIMEOUT_MS: '100' });
  const timedOut = {
    data: null,
    errors: [{ extensions: { code: 'TIMED_OUT', remedy: expect.any(String) } }],
  };
  expect((await post(url, '{ wait }')).body).toMatchObject(timedOut);
  const client = createClient({ url: ws, webSocketImpl: WebSocket });
  onTestFinished(() => void client.dispose());
  expect((await client.iterate({ query: '{ wait }' }).next()).value).toMatchObject(timedOut);
  await until(() => openSources() === 0);
});

it('one that ends in time leaves nothing behind that would stop it', async () => {
  const { url } = await startServer({ OPERATION_TIMEOUT_MS: '5000' });
  for (let i = 0; i < 5; i++) expect((await post(url, '{ hello }')).body.errors).toBeUndefined();
});

it('one that is given up is counted as running until it has ended', async () => {
  const metrics = new Metrics();
  const running = async () =>
    /^telltale_operations_running (\d+)$/m.exec((await metrics.exposition()).text)?.[1];
  const { onExecute } = limitTime(10, (error) => error as GraphQLError, metrics);
  const { promise, resolve } = Promise.withResolvers<object>();
  let execute: ((args: object) => Promise<ExecutionResult>) | undefined;
  const hooks = {
    executeFn: () => promise,
    setExecuteFn: (given: typeof execute) => {
      execute = given;
    },
  };
  onExecute?.(hooks as unknown as Parameters<typeof onExecute>[0]);
  const deadline = new Deadline(new AbortController().signal);
  expect(await execute?.({ contextValue: { deadline } })).toMatchObject({ errors: [{ code: 'TIMED_OUT' }] });
  expect(await running()).toBe('1');
  resolve({ data: {} });
  await expect.poll(running).toBe('0');
});

onPostgresql('a statement of an operation that is given up', (database) => {
  /** A graph with a query that sleeps in the database for half a minute. */
  const sleeping = (schema: Parameters<typeof extendSchema>[0]) => {
    const extended = extendSchema(schema, parse('extend type Query { sleep: Boolean! }'));
    const field = extended.getQueryType()?.getFields().sleep;
    if (field)
      field.resolve = async (_: unknown, __: unknown, { em }: Context) => {
        await em.execute('select pg_sleep(30) /* asleep */');
        return true;
      };
    return extended;
  };

  async function started(env: Record<string, string>) {
    const { url: DATABASE_URL, close } = await database.open();
    onTestFinished(close);
    const server = await startStreams({ ...env, DATABASE_URL }, 'T', sleeping);
    const asleep = async (): Promise<number> => {
      const sql = `select count(*)::int as n from pg_stat_activity where state = 'active' and query like '%asleep%' and pid <> pg_backend_pid()`;
      const [{ n }] = await server.services.db.em().execute(sql);
      return n;
    };
    const until = async (count: number) => {
      for (let i = 0; i < 500 && (await asleep()) !== count; i++)
        await new Promise((later) => setTimeout(later, 10));
      expect(await asleep()).toBe(count);
    };
    const ask = (signal?: AbortSignal) =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenOf('ADMIN')}` },
        body: JSON.stringify({ query: '{ sleep }' }),
        signal,
      });
    return { until, ask };
  }

  it('is cancelled when its time is over', async () => {
    const { until, ask } = await started({ OPERATION_TIMEOUT_MS: '1000' });
    const answer = ask();
    await until(1);
    expect(await (await answer).json()).toMatchObject({ errors: [{ extensions: { code: 'TIMED_OUT' } }] });
    await until(0);
  });

  it('is cancelled when whoever asked is gone', async () => {
    const { until, ask } = await started({});
    const leaving = new AbortController();
    const answer = ask(leaving.signal).catch(() => 'gone');
    await until(1);
    leaving.abort();
    expect(await answer).toBe('gone');
    await until(0);
  });
});

onPostgresql('a read of the readings of an operation that is given up', (database) => {
  async function started(env: Record<string, string> = {}) {
    const { url: DATABASE_URL, close } = await database.open();
    onTestFinished(close);
    const server = await startStreams({ ...env, DATABASE_URL }, 'T');
    const locked = await lockReadings(server.services.db);
    const ask = (signal?: AbortSignal) =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenOf('ADMIN')}` },
        body: JSON.stringify({ query: READINGS }),
        signal,
      });
    return { locked, ask };
  }

  it('is cancelled when its time is over', async () => {
    const { locked, ask } = await started({ OPERATION_TIMEOUT_MS: '1000' });
    const answer = ask();
    await locked.waiting(1);
    expect(await (await answer).json()).toMatchObject({ errors: [{ extensions: { code: 'TIMED_OUT' } }] });
    await locked.waiting(0);
  });

  it('is cancelled when whoever asked is gone', async () => {
    const { locked, ask } = await started();
    const leaving = new AbortController();
    const answer = ask(leaving.signal).catch(() => 'gone');
    await locked.waiting(1);
    leaving.abort();
    expect(await answer).toBe('gone');
    await locked.waiting(0);
  });
});
