import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventSource } from 'eventsource';
import { parse } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildSchema } from '../../schema/index.ts';
import { planOf } from '../../src/server/streams/stream-plan.ts';
import { EVENTS, overEvents, overSocket } from './stream-client.ts';
import { startStreams, tokenOf, until } from './streaming-server.ts';

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-resume-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return `sqlite:${join(folder, 'telltale.db')}`;
}

/** An EventSource, as a browser has it, that is left alone. */
function listen(url: string) {
  const source = new EventSource(`${url}?query=${encodeURIComponent(EVENTS)}`, {
    fetch: (address, init) =>
      fetch(address, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${tokenOf('VIEWER')}` },
      }),
  });
  onTestFinished(() => source.close());
  const scores: number[] = [];
  const ids: string[] = [];
  source.addEventListener('next', ({ data, lastEventId }) => {
    const item = JSON.parse(data).data.anomalyEvents;
    if (item.anomaly) scores.push(item.anomaly.score);
    expect(lastEventId).toBe(item.cursor);
    ids.push(lastEventId);
  });
  return { scores, ids };
}

describe('an event stream', () => {
  it('that an EventSource reconnects by itself goes on after its last event, over a restart of the server', async () => {
    const databaseUrl = scratch();
    const first = await startStreams({ DATABASE_URL: databaseUrl });
    const { scores, ids } = listen(first.url);
    await until(() => ids.length === 1);
    await first.announce(3);
    await until(() => scores.length === 3);
    await first.close();
    await first.announce(2);
    const { port } = new URL(first.url);
    const second = await startStreams({ DATABASE_URL: databaseUrl, PORT: port }, 'Q');
    await until(() => scores.length === 5);
    await second.announce(1);
    await until(() => scores.length === 6);
    expect(scores).toEqual([1, 2, 3, 4, 5, 1]);
  });

  it('believes the last event of a reconnect more than the cursor that it was first asked for', async () => {
    const server = await startStreams();
    const first = overSocket(server, EVENTS);
    await until(() => first.cursors.length === 1);
    await server.announce(4);
    await until(() => first.scores.length === 4);
    const [start, , second] = first.cursors;
    const again = overEvents(server, EVENTS, { after: start }, { lastEventId: second });
    await until(() => again.scores.at(-1) === 4);
    expect(again.scores).toEqual([3, 4]);
  });

  it('with a last event that this server never gave is refused as a wrong cursor is', async () => {
    const server = await startStreams();
    const client = overEvents(server, EVENTS, {}, { lastEventId: 'nonsense' });
    await until(() => client.errors.length === 1);
    expect(client.errors).toMatchObject([{ extensions: { code: 'BAD_CURSOR' } }]);
  });
});

describe('the plan of a subscription', () => {
  const schema = buildSchema();
  const planned = (text: string) => planOf(schema, parse(text), undefined);

  it('finds the beginning through fragments, and says the same of documents that differ in it alone', () => {
    const plan = planned(
      'subscription ($from: String = "x") { ...F } fragment F on Subscription { ... { anomalyEvents(after: $from) { __typename } } }',
    );
    expect(plan?.after({ from: 'cursor' })).toBe('cursor');
    expect(plan?.variables).toEqual([]);
    const at = (cursor: string) =>
      planned(`subscription { anomalyEvents(after: "${cursor}") { __typename } }`)?.text;
    expect(at('a')).toBe(at('b'));
  });

  it('keeps a variable that something else depends on as well', () => {
    const plan = planned(
      `subscription ($after: String) { anomalyEvents(after: $after) { ... on AnomalyEvent { sensor {
        inputs { name @include(if: $after) } } } } }`,
    );
    expect(plan?.variables).toEqual(['after']);
  });
});
