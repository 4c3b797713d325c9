import { type IncomingMessage, request as open } from 'node:http';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { type StreamingServer, tokenOf } from './streaming-server.ts';

type Server = Pick<StreamingServer, 'url'>;
type Variables = Record<string, unknown>;

export const EVENTS = /* GraphQL */ `
  subscription ($after: String) {
    anomalyEvents(after: $after) {
      __typename
      ... on StreamItem { cursor }
      ... on AnomalyEvent { anomaly { score } sensor { tag equipment { name } } }
    }
  }
`;

/** What one client of a stream has heard. */
export interface Heard {
  /** The scores of the anomalies, in the order in which they came. */
  readonly scores: number[];
  readonly cursors: string[];
  /** For whom each was made, where that was asked for. */
  readonly roles: string[];
  readonly errors: { extensions: { code: string } }[];
  readonly ended: { code?: number; reason?: string }[];
  /** Stops and goes on reading from the network. */
  pause(): void;
  resume(): void;
  stop(): void;
}

interface Item {
  readonly cursor?: string;
  readonly madeFor?: string;
  readonly anomaly?: { readonly score: number };
}

function hear(heard: Heard, payload: { data?: Record<string, unknown>; errors?: Heard['errors'] }): void {
  heard.errors.push(...(payload.errors ?? []));
  const item = payload.data?.anomalyEvents as Item | undefined;
  if (item?.cursor) heard.cursors.push(item.cursor);
  if (item?.anomaly) heard.scores.push(item.anomaly.score);
  if (item?.madeFor) heard.roles.push(item.madeFor);
}

/** Subscribes over a WebSocket that speaks the protocol by hand, so that it can stop reading. */
export function overSocket(server: Server, query: string, variables: Variables = {}, who = 'VIEWER'): Heard {
  const socket = new WebSocket(server.url.replace('http', 'ws'), 'graphql-transport-ws');
  const heard: Heard = {
    scores: [],
    cursors: [],
    roles: [],
    errors: [],
    ended: [],
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    stop: () => socket.terminate(),
  };
  const send = (message: object) => socket.send(JSON.stringify(message));
  socket.on('open', () =>
    send({ type: 'connection_init', payload: { authorization: `Bearer ${tokenOf(who)}` } }),
  );
  socket.on('message', (text) => {
    const message = JSON.parse(String(text));
    if (message.type === 'connection_ack')
      send({ id: 'a"b', type: 'subscribe', payload: { query, variables } });
    if (message.type === 'next' && message.id === 'a"b') hear(heard, message.payload);
    if (message.type === 'error') heard.errors.push(...message.payload);
  });
  socket.on('close', (code, reason) => heard.ended.push({ code, reason: String(reason) }));
  onTestFinished(() => socket.terminate());
  return heard;
}

/** Subscribes over an event stream. */
export function overEvents(
  server: Server,
  query: string,
  variables: Variables = {},
  { role = 'VIEWER', lastEventId }: { role?: string; lastEventId?: string } = {},
): Heard {
  const headers: Record<string, string> = {
    accept: 'text/event-stream',
    'content-type': 'application/json',
    authorization: `Bearer ${tokenOf(role)}`,
  };
  if (lastEventId) headers['last-event-id'] = lastEventId;
  let answer: IncomingMessage | undefined;
  const request = open(server.url, { method: 'POST', headers, agent: false });
  request.end(JSON.stringify({ query, variables }));
  const heard: Heard = {
    scores: [],
    cursors: [],
    roles: [],
    errors: [],
    ended: [],
    pause: () => answer?.pause(),
    resume: () => answer?.resume(),
    stop: () => request.destroy(),
  };
  let text = '';
  request.on('error', () => undefined);
  request.on('response', (response) => {
    answer = response.setEncoding('utf8');
    response.on('data', (chunk) => {
      const frames = (text + chunk).split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const data = /^data: (.+)$/m.exec(frame)?.[1];
        if (data) hear(heard, JSON.parse(data));
      }
    });
    response.on('error', () => undefined);
    response.on('close', () => heard.ended.push({}));
  });
  onTestFinished(() => void request.destroy());
  return heard;
}
