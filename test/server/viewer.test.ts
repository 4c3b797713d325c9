import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { extendSchema, type GraphQLObjectType, type GraphQLSchema, parse } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import type { Role } from '../../src/access.ts';
import type { Context } from '../../src/context.ts';
import { type Heard, overEvents, overSocket } from './stream-client.ts';
import { type StreamingServer, startStreams, tokenOf, until } from './streaming-server.ts';

/** Asks for whom each answer was made, in the place of anything that a resolver may hide from a role. */
const EVENTS = /* GraphQL */ `
  subscription ($after: String, $filter: AnomalyEventFilter) {
    anomalyEvents(after: $after, filter: $filter) {
      ... on StreamItem { cursor }
      ... on AnomalyEvent { madeFor anomaly { score } }
    }
  }
`;

function tellingRoles(schema: GraphQLSchema): GraphQLSchema {
  const extended = extendSchema(schema, parse('extend type AnomalyEvent { madeFor: String! }'));
  const { madeFor } = (extended.getType('AnomalyEvent') as GraphQLObjectType).getFields();
  madeFor.resolve = (_, __, { viewer }: Context) => viewer.role;
  return extended;
}

const start = (env: Record<string, string> = {}, prefix = 'P') => startStreams(env, prefix, tellingRoles);

const subscribers = (server: StreamingServer, variables: object, role: Role): Heard[] => [
  overSocket(server, EVENTS, { ...variables }, role),
  overEvents(server, EVENTS, { ...variables }, { role }),
];
/** The second sensor of the plant only; what happens on the first is excluded. */
const only = ({ plant }: StreamingServer) => ({
  filter: { sensorIds: [encodeId('Sensor', plant.sensorIds[1])] },
});
const listening = (clients: Heard[]) => until(() => clients.every(({ cursors }) => cursors.length > 0));

/** Excluded and included in turn: only the even scores may be heard through the filter. */
async function announceBoth(server: StreamingServer): Promise<void> {
  for (const sensor of [0, 1, 0, 1]) await server.announce(1, sensor);
}

function expectOnly(clients: Heard[], scores: number[], role: Role): void {
  for (const client of clients) {
    expect(client.scores).toEqual(scores);
    expect(client.roles).toEqual(scores.map(() => role));
    expect(client.errors).toEqual([]);
  }
}

describe('a viewer receives nothing that its filter or role excludes', () => {
  it('while it follows live', async () => {
    const server = await start();
    const clients = subscribers(server, only(server), 'VIEWER');
    await listening(clients);
    await announceBoth(server);
    await until(() => clients.every(({ scores }) => scores.length >= 2));
    await sleep(50);
    expectOnly(clients, [2, 4], 'VIEWER');
  });

  it('when what was missed is replayed', async () => {
    const server = await start();
    const before = overSocket(server, EVENTS, {}, 'ENGINEER');
    await listening([before]);
    await announceBoth(server);
    await until(() => before.scores.length === 4);
    const clients = subscribers(server, { ...only(server), after: before.cursors[0] }, 'VIEWER');
    await until(() => clients.every(({ scores }) => scores.length >= 2));
    await announceBoth(server);
    await until(() => clients.every(({ scores }) => scores.length >= 4));
    await sleep(50);
    expectOnly(clients, [2, 4, 6, 8], 'VIEWER');
  });

  it('while its subscription is executed together with those of others', async () => {
    const server = await start();
    const viewers = [
      ...subscribers(server, only(server), 'VIEWER'),
      ...subscribers(server, only(server), 'VIEWER'),
    ];
    const engineers = subscribers(server, only(server), 'ENGINEER');
    const everything = subscribers(server, {}, 'VIEWER');
    await listening([...viewers, ...engineers, ...everything]);
    const contexts = server.contexts();
    await announceBoth(server);
    await until(() => everything.every(({ scores }) => scores.length === 4));
    await sleep(50);
    expectOnly(viewers, [2, 4], 'VIEWER');
    expectOnly(engineers, [2, 4], 'ENGINEER');
    expectOnly(everything, [1, 2, 3, 4], 'VIEWER');
    expect(server.contexts() - contexts).toBe(2 + 2 + 4);
  });

  it('after the role of its token has changed, of what it was sent before the change either', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telltale-viewer-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const DATABASE_URL = `sqlite:${join(folder, 'telltale.db')}`;
    const first = await start({ DATABASE_URL });
    const was = subscribers(first, only(first), 'ENGINEER');
    await listening(was);
    const { cursors } = was[0];
    await announceBoth(first);
    await until(() => was.every(({ scores }) => scores.length === 2));
    expectOnly(was, [2, 4], 'ENGINEER');
    await first.stop();

    const AUTH_TOKENS = `viewer:somebody:${tokenOf('ENGINEER')}`;
    const second = await start({ DATABASE_URL, AUTH_TOKENS }, 'Q');
    const again = { ...only(first), after: cursors[0] };
    const is = subscribers(second, again, 'ENGINEER');
    await until(() => is.every(({ scores }) => scores.length >= 2));
    await sleep(50);
    expectOnly(is, [2, 4], 'VIEWER');
    const gone = overSocket(second, EVENTS, again, 'VIEWER');
    await until(() => gone.ended.length > 0);
    expect([gone.scores, gone.cursors]).toEqual([[], []]);
  });
});
