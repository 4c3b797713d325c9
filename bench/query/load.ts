import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Burst {
  readonly requests: number;
  readonly seconds: number;
  /** Of each request, in ms. */
  readonly tookMs: readonly number[];
}

/** Sends one operation again and again, over connections that are kept. */
export class Load {
  readonly #url: string;
  readonly #body: object;
  readonly #connections: number;
  readonly #isEachNew: boolean;
  #sent = 0;

  /** @param isEachNew whether no two bodies are alike, so that no answer can be one that was kept */
  constructor(url: string, body: object, connections: number, isEachNew: boolean) {
    this.#url = url;
    this.#body = body;
    this.#isEachNew = isEachNew;
    this.#connections = connections;
  }

  /** @throws Error when the answer is not 200. */
  once(agent = new Agent()): Promise<string> {
    const number = this.#isEachNew ? this.#sent++ : 0;
    const sent = JSON.stringify({ ...this.#body, extensions: { number } });
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) };
    return new Promise((answered, failed) => {
      request(this.#url, { method: 'POST', agent, headers }, (response) => {
        text(response).then((body) => {
          if (response.statusCode === 200) answered(body);
          else failed(new Error(`${this.#url} answered ${response.statusCode}: ${body}`));
        }, failed);
      })
        .on('error', failed)
        .end(sent);
    });
  }

  async burst(seconds: number): Promise<Burst> {
    const agent = new Agent({ keepAlive: true, maxSockets: this.#connections });
    const tookMs: number[] = [];
    const beganMs = performance.now();
    const endMs = beganMs + seconds * 1_000;
    const client = async () => {
      while (performance.now() < endMs) {
        const askedMs = performance.now();
        await this.once(agent);
        tookMs.push(performance.now() - askedMs);
      }
    };
    await Promise.all(Array.from({ length: this.#connections }, client));
    agent.destroy();
    return { requests: tookMs.length, seconds: (performance.now() - beganMs) / 1_000, tookMs };
  }
}
