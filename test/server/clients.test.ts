import { setTimeout as sleep } from 'node:timers/promises';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { EventSource } from 'eventsource';
import { getIntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { startedApplication, type TestApplication } from './running-application.ts';
import { post } from './running-server.ts';

const CREATE = /* GraphQL */ `
  mutation ($input: CreateEquipmentInput!) {
    createEquipment(input: $input) { __typename ... on Equipment { id tag } ... on Error { code message remedy } }
  }
`;
const SITE = { input: { kind: 'SITE', tag: 'NORTH', name: 'North plant' } };
const STREAM = 'subscription { anomalyEvents { __typename ... on Heartbeat { cursor } } }';

function socketClient({ ws }: TestApplication, authorization?: string) {
  const client = createClient({
    url: ws,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization },
  });
  onTestFinished(() => client.dispose());
  return client;
}

function urqlClient(application: TestApplication) {
  const socket = socketClient(application);
  const forwardSubscription = ({
    query = '',
    variables,
  }: {
    query?: string;
    variables?: Record<string, unknown>;
  }) => ({
    subscribe: (sink: Parameters<typeof socket.subscribe>[1]) => ({
      unsubscribe: socket.subscribe({ query, variables }, sink),
    }),
  });
  return new Client({
    url: application.url,
    preferGetMethod: false,
    exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription: forwardSubscription as never })],
  });
}

describe('a client', () => {
  it('urql reads and changes over HTTP, and follows the stream over WebSocket', async () => {
    const application = await startedApplication({ HEARTBEAT_MS: '100' });
    const client = urqlClient(application);
    const created = await client.mutation(CREATE, SITE).toPromise();
    expect(created.data).toMatchObject({ createEquipment: { __typename: 'Equipment', tag: 'NORTH' } });
    const read = await client.query('{ equipment { nodes { id tag name } } }', {}).toPromise();
    expect(read.error).toBeUndefined();
    const { id } = created.data.createEquipment;
    expect(read.data).toEqual({ equipment: { nodes: [{ id, tag: 'NORTH', name: 'North plant' }] } });
    const item = await new Promise((resolve) => {
      const { unsubscribe } = client.subscription(STREAM, {}).subscribe((result) => {
        resolve(result.data);
        unsubscribe();
      });
    });
    expect(item).toMatchObject({ anomalyEvents: { __typename: 'Heartbeat', cursor: expect.any(String) } });
    expect(application.log).toEqual([]);
  });

  it('EventSource follows the same stream', async () => {
    const application = await startedApplication({ HEARTBEAT_MS: '100' });
    const source = new EventSource(`${application.url}?query=${encodeURIComponent(STREAM)}`);
    onTestFinished(() => source.close());
    const text = await new Promise<string>((resolve) =>
      source.addEventListener('next', (event) => resolve(event.data)),
    );
    expect(JSON.parse(text).data).toMatchObject({ anomalyEvents: { __typename: 'Heartbeat' } });
  });

  it('that goes away leaves no listener behind, though nothing ever happened', async () => {
    const application = await startedApplication();
    const { telemetry } = application.services;
    const until = async (wanted: boolean) => {
      for (let tries = 0; tries < 200 && telemetry.wantsDetections !== wanted; tries++) await sleep(10);
      expect(telemetry.wantsDetections).toBe(wanted);
    };
    const query = 'subscription { detections { score } }';
    const client = socketClient(application);
    client.subscribe({ query }, { next() {}, error() {}, complete() {} });
    await until(true);
    client.terminate();
    await until(false);
    const source = new EventSource(`${application.url}?query=${encodeURIComponent(query)}`);
    await until(true);
    source.close();
    await until(false);
  });

  it('that introspects the graph is inside every limit', async () => {
    const { url } = await startedApplication();
    const query = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, specifiedByUrl: true });
    expect((await post(url, query)).body.errors).toBeUndefined();
  });
});

describe('an operation that costs too much', () => {
  const query = '{ equipment(first: 100) { nodes { id tag sensors(first: 100) { nodes { id tag } } } } }';

  it('is refused on HTTP and on WebSocket, before it reads anything', async () => {
    const application = await startedApplication({ MAX_QUERY_COST: '500' });
    const refusal = [{ extensions: { code: 'QUERY_TOO_COSTLY', remedy: expect.any(String) } }];
    expect((await post(application.url, query)).body.errors).toMatchObject(refusal);
    const overSocket = await socketClient(application).iterate({ query }).next();
    expect(overSocket.value.errors).toMatchObject(refusal);
  });
});

describe('a role', () => {
  const token = (name: string) => `${name}-token-of-at-least-32-characters`;
  const env = { AUTH_TOKENS: `viewer:wall:${token('viewer')},engineer:ann:${token('engineer')}` };

  it('decides on HTTP and on WebSocket alike what may be changed', async () => {
    const application = await startedApplication(env);
    const run = async (name: string, tag: string) => {
      const authorization = `Bearer ${token(name)}`;
      const variables = { input: { ...SITE.input, tag } };
      const response = await fetch(application.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: CREATE, variables }),
      });
      const overSocket = await socketClient(application, authorization)
        .iterate({ query: CREATE, variables })
        .next();
      return [JSON.stringify(await response.json()), JSON.stringify(overSocket.value)];
    };
    for (const answer of await run('viewer', 'A')) expect(answer).toContain('FORBIDDEN');
    const [http, socket] = await run('engineer', 'B');
    expect(http).toContain('"__typename":"Equipment"');
    expect(socket).toContain('DUPLICATE_TAG');
  });
});
