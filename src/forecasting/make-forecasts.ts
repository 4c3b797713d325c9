import { type Grid, onGrid } from '../datasets/grid.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { LiveAssignment } from '../registry/live-assignments.ts';
import type { MadeForecast } from './forecast-order.ts';
import type { ForecastRequest } from './forecast-request.ts';
import type { ForecastTarget } from './forecast-target.ts';
import { errorOf, type ForecastThread } from './forecast-thread.ts';

/** A forecast to make: by which version, null for the fallback, from how many samples of history. */
export interface Asked {
  readonly target: ForecastTarget;
  readonly key: string;
  readonly version: LiveAssignment | null;
  readonly history: number;
}

/** What one statement reads, and one message carries: the event loop has its turn in between. */
const BATCH_SAMPLES = 8_192;
const BATCH_FORECASTS = 32;

/** In the order of what is asked; an error where it cannot be made. No forecaster looks at inputs. */
export async function makeForecasts(
  readings: ReadingsStore,
  thread: ForecastThread,
  asked: readonly Asked[],
  { horizon, levels }: ForecastRequest,
): Promise<(MadeForecast | Error)[]> {
  const batches: Promise<(MadeForecast | Error)[]>[] = [];
  for (const batch of inBatches(asked)) {
    const grids = batch.map(gridOf);
    const columns = await readings.ranges(batch.map(({ target }, i) => stretchOf(target, grids[i])));
    const orders = batch.map(({ version }, i) => ({
      version: version && { family: version.family, artifactSha256: version.artifactSha256 },
      member: version?.memberPlace ?? 0,
      startStep: grids[i].startMs / grids[i].periodMs,
      values: onGrid(columns[i], grids[i]),
      horizon,
      levels,
    }));
    const made = thread.forecast(orders).then(
      (answers) => answers.map((answer) => ('made' in answer ? answer.made : errorOf(answer))),
      (error: Error) => batch.map(() => error),
    );
    batches.push(made);
    await new Promise(setImmediate);
  }
  return (await Promise.all(batches)).flat();
}

function inBatches(asked: readonly Asked[]): Asked[][] {
  const batches: Asked[][] = [];
  let samples = Number.POSITIVE_INFINITY;
  for (const one of asked) {
    samples += one.history;
    if (samples > BATCH_SAMPLES || (batches.at(-1)?.length ?? 0) === BATCH_FORECASTS) {
      batches.push([]);
      samples = one.history;
    }
    batches[batches.length - 1].push(one);
  }
  return batches;
}

/** The samples up to the origin, which is the last of them. */
const gridOf = ({ target: { sensor, originMs }, history }: Asked): Grid => {
  const periodMs = sensor.samplingPeriodMs;
  return { startMs: originMs - (history - 1) * periodMs, periodMs, count: history };
};

/** Readings nearer to a cell of the grid than to any other; none is later than the origin. */
const stretchOf = ({ sensor, originMs }: ForecastTarget, { startMs, periodMs }: Grid) => ({
  sensorId: sensor.id,
  fromMs: Math.ceil(startMs - periodMs / 2),
  toMs: originMs,
});
