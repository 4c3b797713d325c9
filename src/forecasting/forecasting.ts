import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { type Grid, readSeries } from '../datasets/grid.ts';
import { type SampledSensor, sampledSensor } from '../datasets/sampled-sensor.ts';
import type { Database } from '../db/database.ts';
import { HorizonTooLongError, InsufficientDataError, InvalidInputError } from '../errors.ts';
import type { ForecastPath } from '../ml/forecaster.ts';
import { fallbackForecast } from '../ml/forecasting/fallback-forecast.ts';
import { LONGEST_HORIZON, LONGEST_LOOKBACK } from '../ml/forecasting/forecaster-config.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { earlierAssignments, type LiveAssignment, liveAssignments } from '../registry/live-assignments.ts';
import type { Registry } from '../registry/registry.ts';
import { Forecast, type ForecastMode } from './forecast.ts';
import { LoadedForecasters } from './loaded-forecasters.ts';

/** Told of every version that could not be used, and what stood in for it: an earlier version, or the fallback where null. */
export type UnusableReport = (
  sensorId: number,
  assignment: LiveAssignment,
  error: unknown,
  standIn: LiveAssignment | null,
) => void;

interface Fault {
  readonly assignment: LiveAssignment;
  readonly error: unknown;
}

/** A forecast before it is stored: who made it and how. */
interface Made {
  readonly path: ForecastPath;
  readonly mode: ForecastMode;
  readonly method: string;
  readonly modelVersionId: number | null;
}

interface Request {
  readonly sensor: SampledSensor;
  readonly originMs: number;
  readonly horizon: number;
  readonly levels: readonly number[];
}

const MOST_LEVELS = 9;
/** Samples of history that the fallback looks at. */
const FALLBACK_HISTORY = 2 * LONGEST_LOOKBACK;

/** Forecasts from the last reading of a sensor, never from the clock. */
export class Forecasting {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #forecasters: LoadedForecasters;
  readonly #unusable: UnusableReport;

  constructor(db: Database, readings: ReadingsStore, registry: Registry, unusable: UnusableReport) {
    this.#db = db;
    this.#readings = readings;
    this.#forecasters = new LoadedForecasters((address) => registry.artifact(address));
    this.#unusable = unusable;
  }

  /**
   * Steps 1…horizon after the last reading, one sampling period apart, with a central interval per level; the stored
   * one where the same was asked before.
   * @param levels ascending, each in (0, 1), at most nine
   * @throws NotFoundError, InvalidInputError, HorizonTooLongError, InsufficientDataError, DomainError STEP_SENSOR
   */
  async forecast(sensorId: number, horizon: number, levels: readonly number[]): Promise<Forecast> {
    refuseLevels(levels);
    refuseHorizon(horizon);
    const em = this.#db.em();
    const sensor = await sampledSensor(em, sensorId);
    const last = (await this.#readings.latest([sensorId])).get(sensorId);
    if (!last) throw new InsufficientDataError(2, 0);
    const request = { sensor, originMs: last.timeMs, horizon, levels };
    const live = (await liveAssignments(em, [sensorId], 'FORECASTING')).get(sensorId);
    const faults: Fault[] = [];
    const ofModel = live && (await this.#byVersion(live, request, 'MODEL', faults));
    return (
      ofModel ?? (live && (await this.#byLastGood(request, faults))) ?? (await this.#byFallback(request))
    );
  }

  /** By the newest earlier version that can be used; undefined where there is none. */
  async #byLastGood(request: Request, faults: Fault[]): Promise<Forecast | undefined> {
    const { id } = request.sensor;
    const tell = (standIn: LiveAssignment | null) => {
      for (const { assignment, error } of faults) this.#unusable(id, assignment, error, standIn);
    };
    for (const earlier of await earlierAssignments(this.#db.em(), id, 'FORECASTING')) {
      const forecast = await this.#byVersion(earlier, request, 'LAST_GOOD', faults);
      if (forecast) tell(earlier);
      if (forecast) return forecast;
    }
    tell(null);
    return undefined;
  }

  /** Undefined when the version cannot be used, which is added to the faults. */
  async #byVersion(
    assignment: LiveAssignment,
    request: Request,
    mode: 'MODEL' | 'LAST_GOOD',
    faults: Fault[],
  ): Promise<Forecast | undefined> {
    const { modelVersionId, family: method } = assignment;
    const key = requestKey(`${mode === 'MODEL' ? 'version' : 'stand-in'} ${modelVersionId}`, request);
    const stored = await this.#stored(request, key);
    if (stored) return stored;
    const path = await this.#pathOf(assignment, request).catch((error) => {
      if (error instanceof HorizonTooLongError && mode === 'MODEL') throw error;
      faults.push({ assignment, error });
      return undefined;
    });
    return path && this.#store(request, key, { path, mode, method, modelVersionId });
  }

  async #pathOf(assignment: LiveAssignment, request: Request): Promise<ForecastPath> {
    const forecaster = await this.#forecasters.get(assignment);
    const history = await this.#history(request, forecaster.lookback);
    const path = forecaster.forecast(history, request.horizon, request.levels);
    refuseNonFinite(path);
    return path;
  }

  async #byFallback(request: Request): Promise<Forecast> {
    const key = requestKey('fallback', request);
    const stored = await this.#stored(request, key);
    if (stored) return stored;
    const history = await this.#history(request, FALLBACK_HISTORY);
    const path = fallbackForecast(history, request.horizon, request.levels);
    return this.#store(request, key, { path, mode: 'FALLBACK', method: path.method, modelVersionId: null });
  }

  /** The `length` samples up to the origin, which is the last of them. */
  #history({ sensor, originMs }: Request, length: number) {
    const { periodMs } = sensor;
    const grid: Grid = { startMs: originMs - (length - 1) * periodMs, periodMs, count: length };
    return readSeries(this.#readings, sensor, grid);
  }

  #stored({ sensor, originMs }: Request, key: string): Promise<Forecast | null> {
    return this.#db.em().findOne(Forecast, { sensorId: sensor.id, originMs, requestKey: key });
  }

  async #store(request: Request, key: string, made: Made): Promise<Forecast> {
    const { sensor, originMs, horizon } = request;
    const write = this.#db.transaction(async (em) => {
      const forecast = em.create(Forecast, {
        sensorId: sensor.id,
        originMs,
        stepMs: sensor.periodMs,
        horizon,
        requestKey: key,
        mode: made.mode,
        method: made.method,
        modelVersionId: made.modelVersionId,
        point: JSON.stringify([...made.path.point]),
        bands: JSON.stringify(made.path.bands.map(toStoredBand)),
        issuedAtMs: Date.now(),
      });
      await em.flush();
      return forecast;
    });
    return write.catch(async (error) => {
      const first = error instanceof UniqueConstraintViolationException && (await this.#stored(request, key));
      if (!first) throw error;
      return first;
    });
  }
}

const requestKey = (by: string, { horizon, levels }: Request): string =>
  `${by}, ${horizon} steps, ${levels.join(' ')}`;

const toStoredBand = ({ level, lower, upper }: ForecastPath['bands'][number]) => ({
  level,
  lower: [...lower],
  upper: [...upper],
});

/** JSON has no word for them, and nobody can plot them: such a version is not used. */
function refuseNonFinite({ point, bands }: ForecastPath): void {
  const columns = [point, ...bands.flatMap(({ lower, upper }) => [lower, upper])];
  if (!columns.every((column) => column.every(Number.isFinite))) {
    throw new Error('The forecast is not finite');
  }
}

function refuseHorizon(horizon: number): void {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new InvalidInputError('horizon', horizon, `a whole number of steps from 1 to ${LONGEST_HORIZON}`);
  }
  if (horizon > LONGEST_HORIZON) throw new HorizonTooLongError(horizon, LONGEST_HORIZON);
}

function refuseLevels(levels: readonly number[]): void {
  if (levels.length > MOST_LEVELS) {
    throw new InvalidInputError('levels', `a list of ${levels.length}`, `at most ${MOST_LEVELS} levels`);
  }
  levels.forEach((level, i) => {
    if (!(level > 0 && level < 1))
      throw new InvalidInputError('levels', level, 'between 0 and 1, both left out');
    if (i > 0 && level <= levels[i - 1]) {
      throw new InvalidInputError('levels', levels.join(', '), 'ascending, each once');
    }
  });
}
