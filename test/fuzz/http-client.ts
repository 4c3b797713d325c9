import { Agent, type IncomingMessage, request as open } from 'node:http';
import { tokenOf } from '../schema/graph.ts';
import type { Answered } from './verdict.ts';

/** Of an administrator. */
export const AUTHORIZATION = `Bearer ${tokenOf('ADMIN')}`;

export interface Sent {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** How long an answer may take; whatever takes longer is a finding. */
const ANSWERED_MS = 20_000;

/** The first item of an event stream is enough: whoever asked leaves then. */
function itemIn(text: string): string | undefined {
  return /^data: (.+)\n/m.exec(text)?.[1] ?? (/^event: complete$/m.test(text) ? '{"data":null}' : undefined);
}

/** The one part of an answer in parts. */
const partIn = (text: string): string => text.split('\r\n\r\n')[1]?.replace(/\r\n---.*$/s, '') ?? '';

function read(response: IncomingMessage, answer: (answered: Answered) => void, leave: () => void): void {
  const chunks: Buffer[] = [];
  const status = response.statusCode ?? 0;
  const isStream = response.headers['content-type']?.startsWith('text/event-stream');
  response.on('data', (chunk) => {
    chunks.push(chunk);
    const item = isStream && itemIn(String(Buffer.concat(chunks)));
    if (!item) return;
    answer({ status, text: item });
    leave();
  });
  const isParts = response.headers['content-type']?.startsWith('multipart/mixed');
  response.on('end', () => {
    const text = String(Buffer.concat(chunks));
    answer({ status, text: isParts ? partIn(text) : text });
  });
}

/** One connection to a server that is used again, as an administrator. */
export class HttpClient {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });

  constructor(url: string) {
    this.#url = new URL(url);
  }

  send({ path, method = 'POST', headers, body }: Sent): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const request = open({
        agent: this.#agent,
        host: this.#url.hostname,
        port: this.#url.port,
        path,
        method,
        headers: {
          authorization: AUTHORIZATION,
          'content-type': 'application/json',
          accept: 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      });
      request.setTimeout(ANSWERED_MS, () => request.destroy(new Error(`no answer in ${ANSWERED_MS} ms`)));
      request.on('error', reject);
      request.on('response', (response) => read(response, resolve, () => request.destroy()));
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
