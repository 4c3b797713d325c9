import { once } from 'node:events';
import { request } from 'node:http';
import WebSocket from 'ws';

const ANOMALIES = /* GraphQL */ `
  subscription {
    anomalyEvents {
      __typename
      ... on StreamItem { cursor }
      ... on AnomalyEvent { type time sensor { tag equipment { tag } } anomaly { severity score threshold } }
    }
  }
`;
const DETECTIONS = /* GraphQL */ `
  subscription ($filter: DetectionFilter) {
    detections(filter: $filter, maxRate: 20) { time score threshold sensor { id } }
  }
`;

interface Frame {
  readonly data?: {
    readonly anomalyEvents?: { readonly cursor?: string; readonly time?: string; readonly type?: string };
    readonly detections?: readonly { readonly time: string }[];
  };
}

/** Screens that follow, and how long after its sending what they show reached them, in milliseconds. */
export class Watchers {
  readonly anomalies: number[] = [];
  readonly detections: number[] = [];
  /** The cursors of the anomalies that each screen was given. */
  readonly cursors: string[][] = [];
  errors = 0;
  readonly #closes: (() => void)[] = [];
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** `each` screens of anomalies on both transports, and screens that watch the detections of some sensors. */
  async open(each: number, watched: readonly (readonly string[])[]): Promise<void> {
    for (let i = 0; i < each; i++) {
      await this.#socket(ANOMALIES, {});
      await this.#stream(ANOMALIES);
    }
    for (const sensorIds of watched) await this.#socket(DETECTIONS, { filter: { sensorIds } });
  }

  /** Forgets what was measured so far. */
  reset(): void {
    this.anomalies.length = 0;
    this.detections.length = 0;
  }

  close(): void {
    for (const close of this.#closes) close();
  }

  #hear(cursors: string[], { data }: Frame): void {
    const nowMs = Date.now();
    if (!data) this.errors++;
    for (const { time } of data?.detections ?? []) this.detections.push(nowMs - Date.parse(time));
    const event = data?.anomalyEvents;
    if (!event?.type) return;
    if (event.time) this.anomalies.push(nowMs - Date.parse(event.time));
    if (event.cursor) cursors.push(event.cursor);
  }

  async #socket(query: string, variables: object): Promise<void> {
    const cursors: string[] = [];
    if (query === ANOMALIES) this.cursors.push(cursors);
    const socket = new WebSocket(this.#url.replace('http', 'ws'), 'graphql-transport-ws');
    this.#closes.push(() => socket.terminate());
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    socket.on('message', (text) => {
      const message = JSON.parse(String(text));
      if (message.type === 'connection_ack')
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
      else if (message.type === 'ping') socket.send('{"type":"pong"}');
      else if (message.type === 'next') this.#hear(cursors, message.payload);
      else this.errors++;
    });
  }

  async #stream(query: string): Promise<void> {
    const cursors: string[] = [];
    this.cursors.push(cursors);
    const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
    const asked = request(this.#url, { method: 'POST', headers, agent: false });
    asked.on('error', () => undefined);
    this.#closes.push(() => asked.destroy());
    asked.end(JSON.stringify({ query }));
    const [response] = await once(asked, 'response');
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const frames = (text + chunk).split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const data = /^data: (.+)$/m.exec(frame)?.[1];
        if (data) this.#hear(cursors, JSON.parse(data));
      }
    });
  }
}
