import { setTimeout as sleep } from 'node:timers/promises';
import type { TelltaleClient } from '../../schema/client/client.ts';
import type { SeriesInput } from '../../schema/generated/graphql.ts';
import { demoReadings, HISTORY_SAMPLES } from '../../seeds/scenario.ts';
import { recordReadings } from '../graph/record-readings.ts';
import type { Progress } from '../terminal/progress.ts';
import type { DemoSensor } from './enter-plant.ts';
import type { ScenarioClock } from './scenario-clock.ts';

/** The random seed of the demo: every run meets the same plant and the same noise. */
export const DEMO_SEED = 42;

/** Samples of all sensors in one batch: 30 sensors stay below the default limit of a batch. */
const MOST_SAMPLES = 250;
/** With a given speed, how many batches are sent each second. */
const BATCHES_PER_SECOND = 5;

/** Plays the scenario: sends what its sensors show, through `recordReadings`. */
export class Simulator {
  readonly #graph: TelltaleClient;
  readonly #sensors: readonly DemoSensor[];
  readonly #clock: ScenarioClock;

  constructor(graph: TelltaleClient, sensors: readonly DemoSensor[], clock: ScenarioClock) {
    this.#graph = graph;
    this.#sensors = sensors;
    this.#clock = clock;
  }

  /** Writes the healthy history that models learn from. */
  async writeHistory(progress: Progress): Promise<void> {
    for (let from = 0; from < HISTORY_SAMPLES; from += MOST_SAMPLES) {
      const to = Math.min(HISTORY_SAMPLES, from + MOST_SAMPLES);
      await recordReadings(this.#graph, this.#series(from, to), true);
      progress.update(to);
    }
  }

  /** Sends the samples `from` (inclusive) to `to` (exclusive) as live, as fast as they are acknowledged. */
  async play(from: number, to: number): Promise<void> {
    for (let start = from; start < to; start += MOST_SAMPLES) {
      await recordReadings(this.#graph, this.#series(start, Math.min(to, start + MOST_SAMPLES)), false);
    }
  }

  /**
   * Sends samples from `from` on as live, `speed` a second until they have caught up with the clock, then each when its
   * time has come.
   */
  async run(from: number, speed: number, signal: AbortSignal): Promise<void> {
    const share = Math.max(1, Math.round(speed / BATCHES_PER_SECOND));
    for (let next = from; !signal.aborted; ) {
      const started = performance.now();
      const current = this.#clock.indexOf(Date.now());
      const due = this.#clock.timeOf(current) > Date.now() ? current - 1 : current;
      const to = Math.min(next + share, due + 1);
      if (to > next) await this.play(next, to);
      const took = performance.now() - started;
      const untilNextMs =
        to > due ? this.#clock.timeOf(to) - Date.now() : (1_000 * (to - next)) / speed - took;
      next = Math.max(next, to);
      await sleep(Math.max(0, untilNextMs), undefined, { signal }).catch(() => undefined);
    }
  }

  #series(from: number, to: number): SeriesInput[] {
    return this.#sensors.flatMap(({ seed, listed }) => {
      const { indices, values } = demoReadings(seed, DEMO_SEED, from, to);
      const times = indices.map((index) => new Date(this.#clock.timeOf(index)).toISOString());
      return times.length > 0 ? [{ sensorId: listed.id, times, values: [...values] }] : [];
    });
  }
}
