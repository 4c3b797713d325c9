import { Agent, request } from 'node:http';
import { measured } from './signal.ts';

const BATCHES_PER_SECOND = 20;
const RECORD = /* GraphQL */ `
  mutation ($input: RecordReadingsInput!) {
    recordReadings(input: $input) {
      __typename
      ... on RecordedReadings { series { accepted } }
      ... on Error { code }
    }
  }
`;

/**
 * Sends one reading of each sensor a second, in batches spread over the second, whether or not earlier ones were
 * answered. The source time of a reading is the instant at which its batch is sent.
 */
export class Generator {
  sent = 0;
  /** Readings in batches that were answered as taken. */
  taken = 0;
  refused = 0;
  /** Source time of the last reading of each sensor, in the order of the sensors. */
  readonly lastMs: number[];
  readonly #url: string;
  readonly #ids: readonly string[];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  #waiting = 0;
  #tick = 0;
  #startMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(url: string, ids: readonly string[]) {
    this.#url = url;
    this.#ids = ids;
    this.lastMs = ids.map(() => 0);
  }

  /** Batches that were sent and not answered. */
  get waiting(): number {
    return this.#waiting;
  }

  start(): void {
    this.#startMs = performance.now();
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - this.#startMs) / 1_000) * BATCHES_PER_SECOND);
      while (this.#tick < due) this.#send(this.#tick++);
    }, 10);
  }

  /** Until everything sent was answered. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    while (this.#waiting > 0) await new Promise((passed) => setTimeout(passed, 20));
    this.#agent.destroy();
  }

  #send(tick: number): void {
    const [part, second] = [tick % BATCHES_PER_SECOND, Math.floor(tick / BATCHES_PER_SECOND)];
    const nowMs = Date.now();
    const times = [new Date(nowMs).toISOString()];
    const series: object[] = [];
    for (let i = part; i < this.#ids.length; i += BATCHES_PER_SECOND) {
      this.lastMs[i] = nowMs;
      series.push({ sensorId: this.#ids[i], times, values: [measured(i, second)] });
    }
    this.sent += series.length;
    this.#waiting++;
    const body = JSON.stringify({ query: RECORD, variables: { input: { series } } });
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = request(this.#url, { method: 'POST', headers, agent: this.#agent });
    const done = (isTaken: boolean) => {
      this.#waiting--;
      if (isTaken) this.taken += series.length;
      else this.refused += series.length;
    };
    asked.on('error', () => done(false));
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => done(response.statusCode === 200 && !/"errors"|"code"/.test(text)));
    });
    asked.end(body);
  }
}
