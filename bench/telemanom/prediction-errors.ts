import { meanOf } from '../nasa/detection-figures.ts';
import type { ScorableChannel } from '../nasa/nasa-channel.ts';
import type { Prediction } from './variants.ts';

/** Samples at the beginning that are not counted: the lookback of the paper. */
const LEFT_OUT = 250;

/** How far predictions lie from what came, scaled, over the test samples outside of labels. */
export class PredictionErrors {
  readonly #channels: readonly ScorableChannel[];
  readonly #errors = new Map<string, Record<string, number>>();

  constructor(channels: readonly ScorableChannel[]) {
    this.#channels = channels;
  }

  /** Of several seeds the last one counts. */
  add(model: string, channel: string, { values, expected }: Prediction): void {
    const labels = this.#channels.find((one) => one.channel === channel)?.labels ?? [];
    const isNormal = (t: number) => !labels.some(({ start, end }) => start <= t && t <= end);
    const errors: number[] = [];
    for (let t = LEFT_OUT; t < values.length; t++)
      if (isNormal(t)) errors.push(Math.abs(values[t] - expected[t]));
    const mean = Number(meanOf(errors).toPrecision(3));
    this.#errors.set(channel, { ...this.#errors.get(channel), [model]: mean });
  }

  ofChannels(channels: readonly string[]): Readonly<Record<string, Readonly<Record<string, number>>>> {
    return Object.fromEntries(channels.map((channel) => [channel, this.#errors.get(channel) ?? {}]));
  }
}
