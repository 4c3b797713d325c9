import { setTimeout as pause } from 'node:timers/promises';

const LINES = /* GraphQL */ `
  subscription ($after: String) {
    trainingLogEvents(after: $after) {
      __typename
      ... on StreamItem { cursor }
      ... on TrainingLogEvent { lines { number text } }
    }
  }
`;

interface Item {
  readonly __typename: string;
  readonly cursor: string;
  readonly lines?: readonly { readonly number: number; readonly text: string }[];
}

/** Follows the logs of all training jobs, and connects again from its last cursor whenever the server is gone. */
export class LogReader {
  /** Every line that was received, in order. */
  readonly lines: { readonly number: number; readonly text: string }[] = [];
  gaps = 0;
  readonly #url: string;
  readonly #ending = new AbortController();
  readonly #reading: Promise<void>;
  #after: string | null = null;

  constructor(url: string) {
    this.#url = url;
    this.#reading = this.#read();
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#reading;
  }

  async #read(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      await this.#connect().catch(() => undefined);
      await pause(20);
    }
  }

  async #connect(): Promise<void> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: LINES, variables: { after: this.#after } }),
      signal: this.#ending.signal,
    });
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const frames = (text + chunk).split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const data = /^data: (.+)$/m.exec(frame)?.[1];
        if (data) this.#take(JSON.parse(data).data.trainingLogEvents);
      }
    }
  }

  #take({ __typename, cursor, lines }: Item): void {
    this.#after = cursor;
    if (__typename === 'Gap') this.gaps++;
    this.lines.push(...(lines ?? []));
  }
}
