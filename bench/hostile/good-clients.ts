import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { LIST } from '../query/sensor-list.ts';

const LIST_EVERY_MS = 50;
const SEND_EVERY_MS = 100;
const READINGS = 'subscription($sensorIds: [ID!]!) { readings(sensorIds: $sensorIds, maxRate: 20) { time } }';
const RECORD = `mutation($input: RecordReadingsInput!) { recordReadings(input: $input) {
  ... on RecordedReadings { series { accepted } } ... on Error { code } } }`;

export interface Measured {
  readonly listMs: number[];
  readonly deliveryMs: number[];
  failed: number;
}

/** A screen that lists sensors, and one that follows a sensor whose gateway sends a reading; twenty and ten times a second. */
export class GoodClients {
  readonly #url: string;
  readonly #tokens: { readonly wall: string; readonly gateway: string };
  readonly #sensorId: string;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #sentMs = new Map<number, number>();
  #measured: Measured = { listMs: [], deliveryMs: [], failed: 0 };
  #asked = 0;
  #screen: WebSocket | undefined;

  constructor(url: string, tokens: { readonly wall: string; readonly gateway: string }, sensorId: string) {
    this.#url = url;
    this.#tokens = tokens;
    this.#sensorId = sensorId;
  }

  async follow(): Promise<void> {
    const socket = new WebSocket(this.#url.replace('http', 'ws'), 'graphql-transport-ws', {
      headers: { authorization: `Bearer ${this.#tokens.wall}` },
    });
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    const payload = { query: READINGS, variables: { sensorIds: [this.#sensorId] } };
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
    socket.on('message', (data) => this.#heard(JSON.parse(String(data))));
    this.#screen = socket;
  }

  /** Works for this long, and gives what it measured meanwhile. */
  async work(seconds: number): Promise<Measured> {
    this.#measured = { listMs: [], deliveryMs: [], failed: 0 };
    const endMs = performance.now() + seconds * 1_000;
    const each = async (everyMs: number, once: () => Promise<void>) => {
      while (performance.now() < endMs) {
        const next = sleep(everyMs);
        await once().catch(() => this.#measured.failed++);
        await next;
      }
    };
    await Promise.all([each(LIST_EVERY_MS, () => this.#list()), each(SEND_EVERY_MS, () => this.#send())]);
    await sleep(200);
    return this.#measured;
  }

  close(): void {
    this.#screen?.close();
    this.#agent.destroy();
  }

  async #list(): Promise<void> {
    // No two bodies are alike, so that no answer is one that was kept.
    const body = { query: LIST, variables: { first: 50 }, extensions: { number: this.#asked++ } };
    const began = performance.now();
    await this.#post(body, this.#tokens.wall);
    this.#measured.listMs.push(performance.now() - began);
  }

  async #send(): Promise<void> {
    const time = Date.now();
    const series = [{ sensorId: this.#sensorId, times: [new Date(time).toISOString()], values: [1] }];
    this.#sentMs.set(time, performance.now());
    await this.#post({ query: RECORD, variables: { input: { series } } }, this.#tokens.gateway);
  }

  #heard({ payload }: { payload?: { data?: { readings?: readonly { time: string }[] } } }): void {
    for (const time of payload?.data?.readings?.map((reading) => reading.time) ?? []) {
      const sent = this.#sentMs.get(Date.parse(time));
      if (sent !== undefined) this.#measured.deliveryMs.push(performance.now() - sent);
      this.#sentMs.delete(Date.parse(time));
    }
  }

  /** @throws Error when it was not answered without errors */
  #post(body: object, token: string): Promise<void> {
    const sent = JSON.stringify(body);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(sent),
      authorization: `Bearer ${token}`,
    };
    return new Promise((done, failed) => {
      request(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        text(response).then((said) => {
          if (response.statusCode === 200 && !said.includes('"errors"')) done();
          else failed(new Error(said));
        }, failed);
      })
        .on('error', failed)
        .end(sent);
    });
  }
}
