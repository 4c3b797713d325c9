import type { TelltaleClient } from '../../schema/client/client.ts';
import { demoPlant, HISTORY_SAMPLES } from '../../seeds/scenario.ts';
import { withProgress } from '../terminal/progress.ts';
import { type DemoSensor, enterPlant } from './enter-plant.ts';
import { ScenarioClock } from './scenario-clock.ts';
import { DEMO_SEED, Simulator } from './simulator.ts';
import { trainPlant } from './train-plant.ts';

/** A plant with its history and live models, ready to play on from sample `next`. */
export interface PreparedDemo {
  readonly clock: ScenarioClock;
  readonly simulator: Simulator;
  readonly measured: readonly DemoSensor[];
  readonly next: number;
}

/** Does what is still to be done of: entering the plant, writing its history, training and promoting. */
export async function prepare(graph: TelltaleClient, leadSamples: number): Promise<PreparedDemo> {
  const sensors = await enterPlant(graph, demoPlant(DEMO_SEED));
  const measured = sensors.filter(({ seed }) => seed.kind === 'CONTINUOUS');
  const entered = Math.min(...sensors.map(({ listed }) => Date.parse(listed.createdAt)));
  const clock = new ScenarioClock(entered, leadSamples);
  const simulator = new Simulator(graph, sensors, clock);
  const stored = measured.map(({ listed: { latest } }) =>
    latest ? clock.indexOf(Date.parse(latest.time)) : -1,
  );
  const next = Math.max(HISTORY_SAMPLES, Math.min(...stored) + 1);
  if (Math.min(...stored) < HISTORY_SAMPLES - 1) {
    await withProgress('history', HISTORY_SAMPLES, (progress) => simulator.writeHistory(progress));
    console.log(`Wrote ${HISTORY_SAMPLES} samples of history for each of ${sensors.length} sensors.`);
  }
  const started = performance.now();
  const trained = await trainPlant(graph, sensors, clock);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  if (trained > 0) console.log(`Trained and promoted ${trained} models in ${seconds} s.`);
  else console.log('The models of an earlier run are live: nothing to train.');
  return { clock, simulator, measured, next };
}
