import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import WebSocket from 'ws';

/** Attackers come from another address of loopback than the well-behaved clients. */
const ADDRESS = '127.0.0.2';

/** What an attacker is given. */
export interface Order {
  readonly attack: string;
  readonly url: string;
  /** A token of the role operator. */
  readonly token: string;
  readonly sensorId: string;
  readonly seconds: number;
}

/** The server as an attacker sees it, and what came of its attempts. */
export class Target {
  readonly order: Order;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64, localAddress: ADDRESS });
  readonly #endMs: number;
  readonly #outcomes = new Map<string, number>();

  constructor(order: Order) {
    this.order = order;
    this.#endMs = performance.now() + order.seconds * 1_000;
  }

  get isOver(): boolean {
    return performance.now() >= this.#endMs;
  }

  /** How often each outcome was seen: a status with the code of the refusal, or what became of a connection. */
  get outcomes(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#outcomes);
  }

  note(outcome: string): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }

  async post(body: string | Uint8Array, path = '/graphql', headers: Record<string, string> = {}) {
    const all = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${this.order.token}`,
      ...headers,
    };
    try {
      const options = { method: 'POST', agent: this.#agent, headers: all };
      const answer = await new Promise<string>((done, failed) => {
        request(new URL(path, this.order.url), options, (response) => {
          text(response).then((said) => {
            const code = /"code":"(\w+)"/.exec(said)?.[1];
            done(code ? `${response.statusCode} ${code}` : String(response.statusCode));
          }, failed);
        })
          .on('error', failed)
          .end(body);
      });
      this.note(answer);
    } catch (error) {
      this.note((error as NodeJS.ErrnoException).code ?? 'broken');
    }
  }

  connection(): Socket {
    const { hostname, port } = new URL(this.order.url);
    const socket = connect({ host: hostname, port: Number(port), localAddress: ADDRESS });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => this.note(code ?? 'broken'));
    socket.on('data', (data) => {
      const status = /^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1];
      const code = /"code":"(\w+)"/.exec(String(data))?.[1];
      if (status) this.note(code ? `${status} ${code}` : status);
    });
    return socket;
  }

  /** An open WebSocket that has said who it is; undefined when it was refused. */
  webSocket(): Promise<WebSocket | undefined> {
    const socket = new WebSocket(this.order.url.replace('http', 'ws'), 'graphql-transport-ws', {
      localAddress: ADDRESS,
      headers: { authorization: `Bearer ${this.order.token}` },
    });
    socket.on('close', (code) => this.note(`closed ${code}`));
    return new Promise((done) => {
      socket.on('error', () => done(undefined));
      socket.on('open', () => socket.send('{"type":"connection_init"}'));
      socket.once('message', () => done(socket));
    });
  }
}
