import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { EVENTS, overEvents, overSocket } from './stream-client.ts';
import { type StreamingServer, startStreams, until } from './streaming-server.ts';

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

/** The contexts that one more event costs. */
async function costOfOne(server: StreamingServer): Promise<number> {
  await sleep(50);
  const before = server.contexts();
  await server.announce(1);
  await sleep(150);
  return server.contexts() - before;
}

describe('identical subscriptions', () => {
  it('are executed once per event for all of them, on WebSocket and event streams, in order', async () => {
    const server = await startStreams();
    const clients = [
      ...upTo(8).map(() => overSocket(server, EVENTS)),
      ...upTo(4).map(() => overEvents(server, EVENTS)),
    ];
    await until(() => clients.every(({ cursors }) => cursors.length === 1));
    const before = server.contexts();
    await server.announce(5);
    await until(() => clients.every(({ scores }) => scores.length === 5));
    for (const { scores } of clients) expect(scores).toEqual(upTo(5));
    expect(server.contexts() - before).toBe(5);
  });

  it('are not those of another role, of other variables, of another operation or of other fields', async () => {
    const server = await startStreams();
    const named = `${EVENTS.replace('subscription', 'subscription A')} ${EVENTS.replace('subscription', 'subscription B')}`;
    const filtered = EVENTS.replace('$after: String', '$after: String, $filter: AnomalyEventFilter').replace(
      'after: $after',
      'after: $after, filter: $filter',
    );
    const filter = (severity: string) => ({ filter: { minSeverity: severity } });
    const clients = [
      overSocket(server, EVENTS, {}, 'VIEWER'),
      overSocket(server, EVENTS, {}, 'ENGINEER'),
      overEvents(server, EVENTS.replace('tag', 'tag name')),
      overSocket(server, filtered, filter('LOW')),
      overSocket(server, filtered, {}),
    ];
    const refused = [overSocket(server, named), overSocket(server, filtered, filter('NONE'))];
    const deaf = overSocket(server, filtered, filter('CRITICAL'));
    await until(() => clients.every(({ cursors }) => cursors.length === 1) && deaf.cursors.length === 1);
    expect(await costOfOne(server)).toBe(clients.length);
    expect(clients.map(({ scores }) => scores)).toEqual(clients.map(() => [1]));
    expect(deaf.scores).toEqual([]);
    for (const { errors } of refused) expect(errors).toHaveLength(1);
  });

  it('are those that began elsewhere, whether the cursor came as a variable, in the text or not at all', async () => {
    const server = await startStreams();
    const first = overSocket(server, EVENTS);
    await until(() => first.cursors.length === 1);
    await server.announce(2);
    await until(() => first.scores.length === 2);
    const [start] = first.cursors;
    const literal = EVENTS.replace('($after: String)', '').replace('$after', `"${start}"`);
    const direct = EVENTS.replace('($after: String)', '').replace('(after: $after)', '');
    const later = [
      overSocket(server, EVENTS, { after: start }),
      overEvents(server, EVENTS, { after: first.cursors[1] }),
      overEvents(server, EVENTS, {}, { lastEventId: start }),
    ];
    const written = [overSocket(server, literal), overSocket(server, direct)];
    await until(() => [...later, ...written].every(({ cursors }) => cursors.length > 0));
    await until(() => later[0].scores.length === 2 && written[0].scores.length === 2);
    // Two documents: one declares a variable, the other does not.
    expect(await costOfOne(server)).toBe(2);
    expect(later.map(({ scores }) => scores)).toEqual([
      [1, 2, 3],
      [2, 3],
      [1, 2, 3],
    ]);
    expect(written.map(({ scores }) => scores)).toEqual([[1, 2, 3], [3]]);
  });

  it('go on when the first of them leaves, and end with the last', async () => {
    const server = await startStreams();
    const clients = upTo(3).map(() => overSocket(server, EVENTS));
    await until(() => clients.every(({ cursors }) => cursors.length === 1));
    await server.announce(1);
    await until(() => clients.every(({ scores }) => scores.length === 1));
    clients[0].stop();
    expect(await costOfOne(server)).toBe(1);
    expect(clients.map(({ scores }) => scores.length)).toEqual([1, 2, 2]);
    for (const client of clients) client.stop();
    expect(await costOfOne(server)).toBe(0);
  });

  it('let late joiners in without a gap or a double while events flow, and then are one', async () => {
    const server = await startStreams();
    const first = overSocket(server, EVENTS);
    await until(() => first.cursors.length === 1);
    const late: { heard: ReturnType<typeof overSocket>; seen: number }[] = [];
    for (let round = 0; round < 60; round++) {
      await server.announce(1 + (round % 7));
      if (round % 3 === 0) {
        const seen = first.scores.length;
        const after = first.cursors.at(-1);
        late.push({ seen, heard: (round % 2 ? overSocket : overEvents)(server, EVENTS, { after }) });
      }
      if (round % 5 === 0) await sleep(5);
    }
    const all = 1 + Array.from({ length: 60 }, (_, round) => 1 + (round % 7)).reduce((a, b) => a + b);
    await until(() => late.every(({ heard }) => heard.scores.at(-1) === all - 1));
    expect(await costOfOne(server)).toBe(1);
    expect(first.scores).toEqual(upTo(all));
    for (const { heard, seen } of late) expect(heard.scores).toEqual(upTo(all).slice(seen));
  });

  it('of telemetry are executed once per answer', async () => {
    const server = await startStreams();
    const [sensorId] = server.plant.sensorIds;
    const query = `subscription { readings(sensorIds: ["${encodeId('Sensor', sensorId)}"], maxRate: 20) { value } }`;
    for (let i = 0; i < 6; i++) (i % 2 ? overSocket : overEvents)(server, query);
    await until(() => server.contexts() === 12);
    await sleep(50);
    const columns = { times: [1], values: [2], qualities: [0] };
    server.services.telemetry.publishReadings(sensorId, columns as never);
    await sleep(150);
    expect(server.contexts()).toBe(13);
  });
});
