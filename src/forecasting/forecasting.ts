import type { Database } from '../db/database.ts';
import type { Page, Row } from '../db/keyset.ts';
import { HorizonTooLongError } from '../errors.ts';
import { LONGEST_LOOKBACK } from '../ml/forecasting/forecaster-config.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { earlierAssignments, type LiveAssignment } from '../registry/live-assignments.ts';
import { judgeDueMs } from './actual-steps.ts';
import type { Forecast, ForecastMode } from './forecast.ts';
import type { MadeForecast } from './forecast-order.ts';
import { type Question, questionsWithMemory, shadowQuestions } from './forecast-questions.ts';
import { type ForecastRequest, refuseRequest, requestKey } from './forecast-request.ts';
import { type ForecastTarget, forecastTargets } from './forecast-target.ts';
import { type ArtifactReader, ForecastThread } from './forecast-thread.ts';
import { makeForecasts } from './make-forecasts.ts';
import { type NewForecast, storedForecasts, storeForecasts } from './stored-forecasts.ts';
import type { NewTrackerState } from './tracker-state.ts';

/** Told of every version that could not be used, and what stood in for it: an earlier version, or the fallback where null. */
export type UnusableReport = (
  sensorId: number,
  assignment: LiveAssignment,
  error: unknown,
  standIn: LiveAssignment | null,
) => void;

/** A version that could not be used for a sensor. */
interface Fault {
  readonly sensorId: number;
  readonly assignment: LiveAssignment;
  readonly error: unknown;
}

/** What becomes of a request, as far as it is known. */
interface Answers {
  readonly request: ForecastRequest;
  readonly outcomes: Map<number, ForecastOutcome>;
  readonly faults: Fault[];
}

/** A forecast as it is stored, or why there is none. */
export type ForecastOutcome = Row<Forecast> | Error;

/** The forecast. @throws what there is in its place */
export function outcomeOf(outcome: ForecastOutcome): Row<Forecast> {
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

/** A version that is to forecast a sensor, which has one in the shadow at most, from an origin. */
export interface ShadowOrigin {
  readonly sensorId: number;
  readonly originMs: number;
  readonly version: LiveAssignment;
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
    const answers: Answers = { request, outcomes, faults: [] };
    const left = await this.#answer(open, 'MODEL', answers);
    const none = await this.#byLastGood(left, answers);
    await this.#answer(none, 'FALLBACK', answers);
    return sensorIds.map((id) => outcomes.get(id) as ForecastOutcome);
  }

  /**
   * By versions that are not live, from origins that were forecast already. Stored and later judged, and neither announced
   * nor counted. In the order of what is asked: a version that cannot is an error in its place.
   * @throws InvalidInputError, HorizonTooLongError
   */
  async forecastInShadow(
    asked: readonly ShadowOrigin[],
    request: ForecastRequest,
  ): Promise<ForecastOutcome[]> {
    refuseRequest(request);
    const ids = asked.map(({ sensorId }) => sensorId);
    const targets = await forecastTargets(this.#db.em(), this.#readings, ids);
    const outcomes = new Map<number, ForecastOutcome>();
    const open = asked.flatMap(({ sensorId, originMs, version }): ForecastTarget[] => {
      const target = targets.get(sensorId) as ForecastTarget | Error;
      if (!(target instanceof Error)) return [{ ...target, originMs, live: version }];
      outcomes.set(sensorId, target);
      return [];
    });
    const answers: Answers = { request, outcomes, faults: [] };
    await this.#answer(open, 'SHADOW', answers);
    const failed = new Map(answers.faults.map(({ sensorId, error }) => [sensorId, error as Error]));
    return ids.map((id) => outcomes.get(id) ?? (failed.get(id) as Error));
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

  /**
   * By the newest earlier version that can be used, where the live one cannot; tells of all that could not. Gives the targets
   * that are left to the fallback.
   */
  async #byLastGood(targets: readonly ForecastTarget[], answers: Answers): Promise<ForecastTarget[]> {
    const failed = new Set(answers.faults.map(({ assignment }) => assignment.artifactSha256));
    for (const target of targets) {
      const { live, sensor } = target;
      if (!live || !failed.has(live.artifactSha256)) continue;
      const standIn = await this.#standIn(target, live, answers);
      const own = answers.faults.filter(({ sensorId }) => sensorId === sensor.id);
      for (const { assignment, error } of own) this.#unusable(sensor.id, assignment, error, standIn);
    }
    return targets.filter(({ sensor }) => !answers.outcomes.has(sensor.id));
  }

  async #standIn(
    target: ForecastTarget,
    live: LiveAssignment,
    answers: Answers,
  ): Promise<LiveAssignment | null> {
    for (const earlier of await earlierAssignments(this.#db.em(), target.sensor.id, 'FORECASTING')) {
      if (earlier.artifactSha256 === live.artifactSha256) continue;
      const left = await this.#answer([{ ...target, live: earlier }], 'LAST_GOOD', answers);
      if (left.length === 0) return earlier;
    }
    return null;
  }

  /** Notes what becomes of the targets; gives those of which nothing is known yet. */
  async #answer(
    targets: readonly ForecastTarget[],
    mode: ForecastMode,
    answers: Answers,
  ): Promise<ForecastTarget[]> {
    const { request, outcomes } = answers;
    const asked = targets
      .filter(({ live }) => mode === 'FALLBACK' || live)
      .map((target) => {
        const version = mode === 'FALLBACK' ? null : (target.live ?? null);
        return { target, version, key: requestKey(version?.modelVersionId ?? null, request, mode) };
      });
    const stored = await storedForecasts(this.#db.em(), asked);
    const missing = asked.filter((one) => !stored(one));
    const histories = await this.#histories(missing, answers);
    const fresh = missing.flatMap((one) => {
      const history = histories(one.version);
      return history === undefined ? [] : [{ ...one, history }];
    });
    for (const row of await this.#make(fresh, mode, answers)) outcomes.set(row.sensorId, row);
    for (const one of asked) {
      const row = stored(one);
      if (row) outcomes.set(row.sensorId, row);
    }
    return targets.filter(({ sensor }) => !outcomes.has(sensor.id));
  }

  /** Makes and stores. What a version cannot do is noted and left open, for what comes next. */
  async #make(
    fresh: readonly Question[],
    mode: ForecastMode,
    { request, outcomes, faults }: Answers,
  ): Promise<Row<Forecast>[]> {
    const em = this.#db.em();
    const asked = await (mode === 'SHADOW'
      ? shadowQuestions(em, fresh)
      : questionsWithMemory(em, fresh, request.horizon));
    const sources = { em, readings: this.#readings, thread: this.#thread };
    const answers = await makeForecasts(sources, asked, request);
    const trackers: NewTrackerState[] = [];
    const rows = asked.flatMap(({ target, key, version }, i): NewForecast[] => {
      const answer = answers[i];
      if (!(answer instanceof Error)) {
        if (answer.tracker && mode !== 'SHADOW') trackers.push(answer.tracker);
        return [rowOf(target, key, request, { version, mode }, answer.made)];
      }
      if (version === null || isFinal(answer, mode)) outcomes.set(target.sensor.id, answer);
      else faults.push({ sensorId: target.sensor.id, assignment: version, error: answer });
      return [];
    });
    const stored = await storeForecasts(this.#db, rows, trackers);
    if (stored.length > 0) this.#feed.wake();
    return stored;
  }

  /**
   * How many samples each version is shown: what it looks at, and two seasons for the naive baseline. Undefined where
   * it cannot be loaded, which is noted for every sensor.
   */
  async #histories(
    asked: readonly { readonly target: ForecastTarget; readonly version: LiveAssignment | null }[],
    { faults }: Answers,
  ): Promise<(version: LiveAssignment | null) => number | undefined> {
    const lengths = new Map<string, number | undefined>();
    const failures = new Map<string, unknown>();
    for (const { target, version } of asked) {
      if (!version) continue;
      const failure = failures.get(version.artifactSha256);
      if (failure) faults.push({ sensorId: target.sensor.id, assignment: version, error: failure });
      if (lengths.has(version.artifactSha256)) continue;
      const facts = await this.#thread.facts(version).catch((error) => {
        failures.set(version.artifactSha256, error);
        faults.push({ sensorId: target.sensor.id, assignment: version, error });
        return undefined;
      });
      const length = facts && Math.max(facts.lookback, Math.min(2 * facts.season, FALLBACK_HISTORY));
      lengths.set(version.artifactSha256, length);
    }
    return (version) => (version ? lengths.get(version.artifactSha256) : FALLBACK_HISTORY);
  }
}

/** The caller asked for too much, or too many did: another forecaster is no answer to that. */
const isFinal = (error: Error, mode: ForecastMode): boolean =>
  (error instanceof HorizonTooLongError && mode !== 'LAST_GOOD') ||
  ('code' in error && error.code === 'BUSY');

const rowOf = (
  target: ForecastTarget,
  key: string,
  { horizon }: ForecastRequest,
  { version, mode }: { readonly version: LiveAssignment | null; readonly mode: ForecastMode },
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
    mode,
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
