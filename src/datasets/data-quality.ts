import type { Database } from '../db/database.ts';
import { BusyError, DomainError, InsufficientDataError, InvalidInputError } from '../errors.ts';
import type { QualityReport } from '../ml/quality/quality-report.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { type Grid, readSeries } from './grid.ts';
import { measuredQuality } from './measured-quality.ts';
import { type SampledSensor, sampledSensor } from './sampled-sensor.ts';
import { SeenReadings } from './seen-readings.ts';

/** Both ends inclusive. */
interface QualityRange {
  readonly fromMs: number;
  readonly toMs: number;
}

const MOST_SAMPLES = 500_000;
const MOST_AT_ONCE = 2;
const WAIT_MS = 2_000;

/** Reports on stored readings, of ranges that anyone chooses. */
export class DataQuality {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  #running = 0;

  constructor(db: Database, readings: ReadingsStore) {
    this.#db = db;
    this.#readings = readings;
  }

  /**
   * @throws NotFoundError, InvalidInputError, InsufficientDataError, BusyError, DomainError STEP_SENSOR or
   *   DATASET_TOO_LARGE; the reason of an aborted signal
   */
  async report(sensorId: number, range: QualityRange, signal?: AbortSignal): Promise<QualityReport> {
    if (this.#running === MOST_AT_ONCE) throw new BusyError(this.#running, WAIT_MS);
    this.#running++;
    try {
      const em = this.#db.em();
      const sensor = await sampledSensor(em, sensorId);
      const readings = this.#readings.until(signal);
      const grid = await gridOf(readings, sensor, range);
      const seen = new SeenReadings();
      await readSeries(readings, { id: sensorId, inputIds: [] }, grid, seen.take);
      return await measuredQuality({ em, readings }, sensorId, grid, seen, signal);
    } finally {
      this.#running--;
    }
  }
}

/** All samples of the range, in step with its first reading. */
async function gridOf(
  readings: ReadingsStore,
  { id, periodMs }: SampledSensor,
  { fromMs, toMs }: QualityRange,
): Promise<Grid> {
  if (toMs < fromMs) throw new InvalidInputError('to', new Date(toMs).toISOString(), 'at or after from');
  const extent = await readings.extent(id, fromMs, toMs);
  if (!extent) throw new InsufficientDataError(1, 0);
  const startMs = extent.firstMs - Math.floor((extent.firstMs - fromMs) / periodMs) * periodMs;
  const count = Math.max(
    Math.floor((toMs - startMs) / periodMs) + 1,
    Math.round((extent.lastMs - startMs) / periodMs) + 1,
  );
  refuseLarge(Math.max(count, extent.count));
  return { startMs, periodMs, count };
}

function refuseLarge(samples: number): void {
  if (samples <= MOST_SAMPLES) return;
  throw new DomainError(
    'DATASET_TOO_LARGE',
    `The range holds ${samples} samples`,
    `Choose a range of at most ${MOST_SAMPLES} samples.`,
    { samples, most: MOST_SAMPLES },
  );
}
