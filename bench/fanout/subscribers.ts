import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import WebSocket from 'ws';
import type { Side, Transport } from './messages.ts';

const QUERY = /* GraphQL */ `
  subscription {
    anomalyEvents {
      __typename
      ... on StreamItem { cursor }
      ... on AnomalyEvent {
        type
        time
        recordedAt
        sensor { id tag name unit equipment { id tag name parent { tag name } } }
        anomaly { score threshold expected actual severity confidence cause start end anomaly { id status revision } }
      }
    }
  }
`;
const AT_ONCE = 100;

/** The clients of one side. `frames` counts what all of them received; `last` is the newest frame as it was sent. */
export interface Subscribers {
  frames: number;
  last: string;
  /** Told whenever a frame came. */
  heard: () => void;
}

function subscribeSocket(url: string, raw: boolean, hear: (frame: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, raw ? [] : ['graphql-transport-ws'], { perMessageDeflate: false });
    socket.on('error', reject);
    socket.on('open', () => (raw ? resolve() : socket.send('{"type":"connection_init"}')));
    socket.on('message', (data) => {
      const frame = String(data);
      if (frame.includes('"type":"error"')) return reject(new Error(`Refused: ${frame}`));
      if (frame !== '{"type":"connection_ack"}') return hear(frame);
      socket.send(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload: { query: QUERY } }));
      resolve();
    });
  });
}

const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });

function subscribeStream(url: string, raw: boolean, hear: (frame: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
    const asking = request(url, { method: raw ? 'GET' : 'POST', headers, agent });
    asking.on('error', reject);
    asking.on('response', (response) => {
      if (response.statusCode !== 200) return reject(new Error(`Refused with ${response.statusCode}`));
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          if (text.startsWith('event: next')) hear(text.slice(0, end + 2));
          text = text.slice(end + 2);
        }
      });
      resolve();
    });
    asking.end(raw ? undefined : JSON.stringify({ query: QUERY }));
  });
}

/** Connects `count` clients, and waits until those of ours have the heartbeat that every stream begins with. */
export async function connect(
  transport: Transport,
  side: Side,
  url: string,
  count: number,
): Promise<Subscribers> {
  const subscribers: Subscribers = { frames: 0, last: '', heard: () => {} };
  const hear = (frame: string) => {
    subscribers.frames++;
    subscribers.last = frame;
    subscribers.heard();
  };
  const subscribe = transport === 'websocket' ? subscribeSocket : subscribeStream;
  for (let connected = 0; connected < count; connected += AT_ONCE) {
    const some = Math.min(AT_ONCE, count - connected);
    await Promise.all(Array.from({ length: some }, () => subscribe(url, side === 'raw', hear)));
  }
  if (side === 'ours') await framesReach(subscribers, count);
  return subscribers;
}

const DEADLINE_MS = 30_000;

/** Waits until all clients together have received this many frames. */
export function framesReach(subscribers: Subscribers, frames: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () =>
      reject(new Error(`${subscribers.frames} of ${frames} frames came in ${DEADLINE_MS} ms`));
    const timer = setTimeout(late, DEADLINE_MS);
    subscribers.heard = () => {
      if (subscribers.frames < frames) return;
      clearTimeout(timer);
      subscribers.heard = () => {};
      resolve();
    };
    subscribers.heard();
  });
}
