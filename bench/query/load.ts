import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Burst {
  readonly requests: number;
  readonly seconds: number;
  /** Of each request, in ms. */
  readonly tookMs: readonly number[];
}

/** Sends one body again and again, over connections that are kept. */
export class Load {
  readonly #agent: Agent;
  readonly #url: string;
  readonly #body: string;
  readonly #connections: number;

  constructor(url: string, body: object, connections: number) {
    this.#url = url;
    this.#body = JSON.stringify(body);
    this.#connections = connections;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @throws Error when the answer is not 200. */
  once(): Promise<string> {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(this.#body) };
    return new Promise((answered, failed) => {
      request(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        text(response).then((body) => {
          if (response.statusCode === 200) answered(body);
          else failed(new Error(`${this.#url} answered ${response.statusCode}: ${body}`));
        }, failed);
      })
        .on('error', failed)
        .end(this.#body);
    });
  }

  async burst(seconds: number): Promise<Burst> {
    const tookMs: number[] = [];
    const beganMs = performance.now();
    const endMs = beganMs + seconds * 1_000;
    const client = async () => {
      while (performance.now() < endMs) {
        const askedMs = performance.now();
        await this.once();
        tookMs.push(performance.now() - askedMs);
      }
    };
    await Promise.all(Array.from({ length: this.#connections }, client));
    return { requests: tookMs.length, seconds: (performance.now() - beganMs) / 1_000, tookMs };
  }

  close(): void {
    this.#agent.destroy();
  }
}
