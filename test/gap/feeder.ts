import { setTimeout as pause } from 'node:timers/promises';
import { encodeId } from '../../schema/global-id.ts';
import { plateaus } from '../live/signals.ts';

export const START_MS = Date.UTC(2024, 0, 1);
export const BATCH_READINGS = 20;

const LONGEST_ANSWER_MS = 5_000;
const RECORD = /* GraphQL */ `
  mutation ($input: RecordReadingsInput!) {
    recordReadings(input: $input) { __typename ... on RecordedReadings { series { accepted duplicates } } }
  }
`;

interface Answer {
  readonly data?: {
    readonly recordReadings: { readonly series?: { accepted: number; duplicates: number }[] };
  };
}

/** A source that sends the same readings whatever happens: a batch again and again, by turns to all, until it is taken. */
export class Feeder {
  /** Readings that were acknowledged. */
  acknowledged = 0;
  retries = 0;
  #sent = 0;
  #turn = 0;
  readonly #urls: readonly string[];
  readonly #sensorIds: readonly number[];
  readonly #signals: readonly number[][];

  constructor(urls: readonly string[], sensorIds: readonly number[], batches: number) {
    this.#urls = urls;
    this.#sensorIds = sensorIds;
    this.#signals = sensorIds.map((_, i) => plateaus(batches * BATCH_READINGS, i + 1));
  }

  /** Until the next batch is acknowledged. */
  async send(): Promise<void> {
    const from = this.#sent++ * BATCH_READINGS;
    const indices = Array.from({ length: BATCH_READINGS }, (_, i) => from + i);
    const series = this.#sensorIds.map((id, i) => ({
      sensorId: encodeId('Sensor', id),
      times: indices.map((index) => new Date(START_MS + index * 1_000).toISOString()),
      values: indices.map((index) => this.#signals[i][index]),
    }));
    const body = JSON.stringify({ query: RECORD, variables: { input: { series } } });
    for (;;) {
      const taken = await this.#try(body).catch(() => undefined);
      if (taken !== undefined) {
        this.acknowledged += taken;
        return;
      }
      this.retries++;
      await pause(20);
    }
  }

  async #try(body: string): Promise<number | undefined> {
    const response = await fetch(this.#urls[this.#turn++ % this.#urls.length], {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
    });
    const { data } = (await response.json()) as Answer;
    return data?.recordReadings.series?.reduce((sum, one) => sum + one.accepted + one.duplicates, 0);
  }
}
