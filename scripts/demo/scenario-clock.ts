import { SAMPLING_PERIOD_MS } from '../../seeds/plant-model.ts';
import { HISTORY_SAMPLES } from '../../seeds/scenario.ts';

/**
 * Which instant a sample of the scenario has. The history ends `leadSamples` before the plant was entered, so that the
 * live part can be played faster than the clock without running into the future.
 */
export class ScenarioClock {
  readonly #originMs: number;

  /** @param enteredMs when the plant was entered, ms since 1970: the same in every run on one database. */
  constructor(enteredMs: number, leadSamples: number) {
    const last = Math.floor(enteredMs / SAMPLING_PERIOD_MS) * SAMPLING_PERIOD_MS;
    this.#originMs = last - (HISTORY_SAMPLES + leadSamples - 1) * SAMPLING_PERIOD_MS;
  }

  timeOf(index: number): number {
    return this.#originMs + index * SAMPLING_PERIOD_MS;
  }

  indexOf(timeMs: number): number {
    return Math.round((timeMs - this.#originMs) / SAMPLING_PERIOD_MS);
  }
}
