import type { Database } from '../db/database.ts';
import type { Page, Row } from '../db/keyset.ts';
import { HorizonTooLongError } from '../errors.ts';
import { LONGEST_LOOKBACK } from '../ml/forecasting/forecaster-config.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { LiveAssignment } from '../registry/live-assignments.ts';
import { judgeDueMs } from './actual-steps.ts';
import type { Forecast } from './forecast.ts';
import type { MadeForecast } from './forecast-order.ts';
import { type Question, questionsWithMemory } from './forecast-questions.ts';
import { type ForecastRequest, refuseRequest, requestKey } from './forecast-request.ts';
import { type ForecastTarget, forecastTargets } from './forecast-target.ts';
import { type ArtifactReader, ForecastThread } from './forecast-thread.ts';
import { makeForecasts } from './make-forecasts.ts';
import { type NewForecast, storedForecasts, storeForecasts } from './stored-forecasts.ts';
import type { NewTrackerState } from './tracker-state.ts';

/** Told of every live version that could not be used; the fallback stands in for it, visibly. */
export type UnusableReport = (sensorId: number, assignment: LiveAssignment, error: unknown) => void;

/** A forecast as it is stored, or why there is none. */
export type ForecastOutcome = Row<Forecast> | Error;

/** The forecast. @throws what there is in its place */
export function outcomeOf(outcome: ForecastOutcome): Row<Forecast> {
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

/** Samples of history that the fallback looks at. */
const FALLBACK_HISTORY = 2 * LONGEST_LOOKBACK;

/** Forecasts from the last reading of a sensor, never from the clock; many sensors at a time. */
export class Forecasting {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #thread: ForecastThread;
  readonly #feed: { wake(): void };
  readonly #unusable: UnusableReport;

  constructor(
    db: Database,
    readings: ReadingsStore,
    artifact: ArtifactReader,
    feed: { wake(): void },
    unusable: UnusableReport,
  ) {
    this.#db = db;
    this.#readings = readings;
    this.#thread = new ForecastThread(artifact);
    this.#feed = feed;
    this.#unusable = unusable;
  }

  /**
   * Steps 1…horizon after the last reading, one sampling period apart, with a central interval per level; the stored
   * one where the same was asked before.
   * @param levels ascending, each in (0, 1), at most nine
   * @throws NotFoundError, InvalidInputError, HorizonTooLongError, InsufficientDataError, DomainError STEP_SENSOR, BUSY
   *   or FORECAST_TIMED_OUT
   */
  async forecast(sensorId: number, horizon: number, levels: readonly number[]): Promise<Row<Forecast>> {
    const [outcome] = await this.forecastMany([sensorId], { horizon, levels });
    return outcomeOf(outcome);
  }

  /**
   * The same for many sensors, in their order: one that cannot be forecast is an error in its place.
   * @throws InvalidInputError, HorizonTooLongError
   */
  async forecastMany(sensorIds: readonly number[], request: ForecastRequest): Promise<ForecastOutcome[]> {
    refuseRequest(request);
    const targets = await forecastTargets(this.#db.em(), this.#readings, [...new Set(sensorIds)]);
    const outcomes = new Map<number, ForecastOutcome>();
    const open: ForecastTarget[] = [];
    for (const [id, target] of targets) {
      if (target instanceof Error) outcomes.set(id, target);
      else open.push(target);
    }
    const left = await this.#answer(open, request, 'VERSION', outcomes);
    await this.#answer(left, request, 'FALLBACK', outcomes);
    return sensorIds.map((id) => outcomes.get(id) as ForecastOutcome);
  }

  /** A page of sensors, each with its forecast or why there is none. @throws InvalidInputError, HorizonTooLongError */
  async forecastPage<Sensor extends { readonly id: number }>(page: Page<Sensor>, request: ForecastRequest) {
    const ids = page.rows.map(({ id }) => id);
    const outcomes = await this.forecastMany(ids, request);
    return { ...page, rows: page.rows.map((sensor, i) => ({ ...sensor, outcome: outcomes[i] })) };
  }

  async stop(): Promise<void> {
    await this.#thread.close();
  }

  /** Notes what becomes of the targets; gives those that are left to the fallback. */
  async #answer(
    targets: readonly ForecastTarget[],
    request: ForecastRequest,
    by: 'VERSION' | 'FALLBACK',
    outcomes: Map<number, ForecastOutcome>,
  ): Promise<ForecastTarget[]> {
    const asked = targets
      .filter(({ live }) => by === 'FALLBACK' || live)
      .map((target) => {
        const version = by === 'VERSION' ? (target.live ?? null) : null;
        return { target, version, key: requestKey(version?.modelVersionId ?? null, request) };
      });
    const stored = await storedForecasts(this.#db.em(), asked);
    const missing = asked.filter((one) => !stored(one));
    const histories = await this.#histories(missing);
    const fresh = missing.flatMap((one) => {
      const history = histories(one.version);
      return history === undefined ? [] : [{ ...one, history }];
    });
    for (const row of await this.#make(fresh, request, outcomes)) outcomes.set(row.sensorId, row);
    for (const one of asked) {
      const row = stored(one);
      if (row) outcomes.set(row.sensorId, row);
    }
    return targets.filter(({ sensor }) => !outcomes.has(sensor.id));
  }

  /** Makes and stores. What a version cannot do is reported and left open, for the fallback. */
  async #make(
    fresh: readonly Question[],
    request: ForecastRequest,
    outcomes: Map<number, ForecastOutcome>,
  ): Promise<Row<Forecast>[]> {
    const em = this.#db.em();
    const asked = await questionsWithMemory(em, fresh, request.horizon);
    const sources = { em, readings: this.#readings, thread: this.#thread };
    const answers = await makeForecasts(sources, asked, request);
    const trackers: NewTrackerState[] = [];
    const rows = asked.flatMap(({ target, key, version }, i): NewForecast[] => {
      const answer = answers[i];
      if (!(answer instanceof Error)) {
        if (answer.tracker) trackers.push(answer.tracker);
        return [rowOf(target, key, request, version, answer.made)];
      }
      if (version === null || isFinal(answer)) outcomes.set(target.sensor.id, answer);
      else this.#unusable(target.sensor.id, version, answer);
      return [];
    });
    const stored = await storeForecasts(this.#db, rows, trackers);
    if (stored.length > 0) this.#feed.wake();
    return stored;
  }

  /**
   * How many samples each version is shown: what it looks at, and two seasons for the naive baseline. Undefined where
   * it cannot be loaded, which is reported once.
   */
  async #histories(
    asked: readonly { readonly target: ForecastTarget; readonly version: LiveAssignment | null }[],
  ): Promise<(version: LiveAssignment | null) => number | undefined> {
    const lengths = new Map<string, number | undefined>();
    for (const { target, version } of asked) {
      if (!version || lengths.has(version.artifactSha256)) continue;
      const facts = await this.#thread.facts(version).catch((error) => {
        this.#unusable(target.sensor.id, version, error);
        return undefined;
      });
      const length = facts && Math.max(facts.lookback, Math.min(2 * facts.season, FALLBACK_HISTORY));
      lengths.set(version.artifactSha256, length);
    }
    return (version) => (version ? lengths.get(version.artifactSha256) : FALLBACK_HISTORY);
  }
}

/** The caller asked for too much, or too many did: another forecaster is no answer to that. */
const isFinal = (error: Error): boolean =>
  error instanceof HorizonTooLongError || ('code' in error && error.code === 'BUSY');

const rowOf = (
  target: ForecastTarget,
  key: string,
  { horizon }: ForecastRequest,
  version: LiveAssignment | null,
  { naiveMethod, ...made }: MadeForecast,
): NewForecast => {
  const { sensor, originMs } = target;
  const stepMs = sensor.samplingPeriodMs;
  return {
    ...made,
    target,
    sensorId: sensor.id,
    originMs,
    stepMs,
    horizon,
    requestKey: key,
    mode: version ? 'MODEL' : 'FALLBACK',
    method: version?.family ?? (naiveMethod as string),
    modelVersionId: version?.modelVersionId ?? null,
    issuedAtMs: Date.now(),
    judgedThrough: 0,
    judgeRevision: 0,
    judgeDueMs: judgeDueMs({ originMs, stepMs }, 1),
    judged: null,
    judgedAtMs: null,
  };
};
