import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request: it passes, gets a status in place of an answer, half an answer, or none at all. */
export type Fault = 'PASS' | 'CUT' | 'SILENCE' | number;

/** A proxy before an HTTP server that does the next requests harm, in the order asked for; later ones pass. */
export class FaultyLink {
  readonly url: string;
  readonly seen: string[] = [];
  readonly #close: () => void;
  readonly #faults: Fault[];

  private constructor(url: string, faults: Fault[], seen: string[], close: () => void) {
    this.url = url;
    this.#faults = faults;
    this.seen = seen;
    this.#close = close;
  }

  static async before(target: string): Promise<FaultyLink> {
    const faults: Fault[] = [];
    const seen: string[] = [];
    const server = createServer((incoming, outgoing) => {
      seen.push(`${incoming.method}`);
      answer(target, faults.shift() ?? 'PASS', incoming, outgoing);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    return new FaultyLink(`http://127.0.0.1:${port}`, faults, seen, () => {
      server.closeAllConnections();
      server.close();
    });
  }

  meets(...faults: readonly Fault[]): void {
    this.#faults.splice(0, this.#faults.length, ...faults);
    this.seen.length = 0;
  }

  close(): void {
    this.#close();
  }
}

function answer(target: string, fault: Fault, incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (fault === 'SILENCE') return;
  if (typeof fault === 'number') {
    incoming.resume();
    outgoing.writeHead(fault).end('<Error><Code>SlowDown</Code></Error>');
    return;
  }
  const { method, url, headers } = incoming;
  const onward = request(new URL(url ?? '/', target), { method, headers }, (answered) => {
    outgoing.writeHead(answered.statusCode ?? 500, answered.headers);
    if (fault === 'PASS') answered.pipe(outgoing);
    else answered.once('data', (chunk) => outgoing.write(chunk.subarray(0, 3), () => outgoing.destroy()));
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
