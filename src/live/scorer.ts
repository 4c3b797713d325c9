import type { Database, EntityManager } from '../db/database.ts';
import { unwitnessed } from '../db/witness.ts';
import { type AnomalyTransition, applyTransitions } from '../detection/anomalies.ts';
import { loadBacklog, type SensorBacklog, sensorsBehind } from '../detection/backlog.ts';
import { inputSamples } from '../detection/input-samples.ts';
import { forgetRegimes, judgeReadings } from '../detection/judging.ts';
import { beginningOf, keepReruns } from '../detection/keep-reruns.ts';
import { keepRestarts } from '../detection/keep-restarts.ts';
import type { LiveDetectors } from '../detection/live-detectors.ts';
import { keepRegimes } from '../detection/regime-state.ts';
import { rejudge } from '../detection/rejudging.ts';
import { writeMarks } from '../detection/scoring-mark.ts';
import { type Claim, LeaseLostError, type SensorShare } from '../detection/sensor-share.ts';
import { type Heard, hear, hearLate, listen } from '../detection/signal.ts';
import { signalEvents } from '../detection/signal-change.ts';
import { appendEvents } from '../events/event.ts';
import type { EventFeed } from '../events/feed.ts';
import type { Columns, ReadingsStore } from '../readings/store.ts';
import { markOf, type Scored } from './scored.ts';
import type { SilenceWatch } from './silence-watch.ts';
import type { StepListener } from './steps.ts';
import type { TelemetryFeed } from './telemetry.ts';
import { WaitingSensors } from './waiting-sensors.ts';

export interface ScorerOptions {
  /** Called at each named step of a round. */
  readonly onStep: StepListener;
  /** Told of a round that failed; it is tried again. */
  readonly onFault: (error: unknown, sensorIds: readonly number[]) => void;
  /** How much older than the newest reading of its sensor a reading may come and still be taken into account. */
  readonly latenessMs: number;
  /** Which sensors this process scores. */
  readonly share: SensorShare;
  /** Told of the readings of a sensor that were judged and published, and how long after the last of them had come. */
  readonly onScored?: (readings: number, lagMs: number) => void;
  /** Told of what was heard. */
  readonly silence: Pick<SilenceWatch, 'judged'>;
}

/** Sensors of one round, readings of one sensor in it, and of all: what one transaction holds, and how long the loop is held. */
const ROUND_SENSORS = 256;
const SENSOR_READINGS = 256;
const ROUND_READINGS = 2_048;
const RETRY_MS = 1_000;

/**
 * Judges what was stored and not yet judged, sensor by sensor in time order. Anomalies, their events, the detector's
 * state and the `scoredThrough` mark are written in one transaction, so that a restart continues where it stopped:
 * nothing judged twice, nothing left out.
 */
export class Scorer {
  readonly #db: Database;
  readonly #store: ReadingsStore;
  readonly #detectors: LiveDetectors;
  readonly #feed: EventFeed;
  readonly #telemetry: TelemetryFeed;
  readonly #options: ScorerOptions;
  readonly #waiting = new WaitingSensors();
  /** Of those that wait: nothing was heard of them for too long. */
  readonly #quiet = new Set<number>();
  #running: Promise<void> | undefined;
  #stopped = true;

  constructor(
    db: Database,
    store: ReadingsStore,
    detectors: LiveDetectors,
    feed: EventFeed,
    telemetry: TelemetryFeed,
    options: ScorerOptions,
  ) {
    this.#db = db;
    this.#store = store;
    this.#detectors = detectors;
    this.#feed = feed;
    this.#telemetry = telemetry;
    this.#options = options;
  }

  /** Takes up what an earlier process stored and did not judge. */
  async start(): Promise<void> {
    this.#stopped = false;
    const behind = await sensorsBehind(this.#db.em(), this.#store, this.#options.share.partitions());
    this.take(behind.map(({ sensorId }) => sensorId));
  }

  /** Ends after the round under way; what is left waits in the database. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Readings of these sensors were stored by this process. */
  notify(sensorIds: readonly number[]): void {
    const { share } = this.#options;
    const elsewhere = sensorIds.filter((id) => !share.holds(id));
    if (elsewhere.length > 0) share.tell(elsewhere);
    this.take(sensorIds);
  }

  /** Readings of these sensors were stored by whichever process; those that another scores are left to it. */
  take(sensorIds: readonly number[]): void {
    this.#waiting.add(sensorIds.filter((id) => this.#options.share.holds(id)));
    if (this.#waiting.size === 0 || this.#stopped) return;
    this.#running ??= unwitnessed(() => this.#run()).finally(() => {
      this.#running = undefined;
      if (this.#waiting.size > 0) this.take([]);
    });
  }

  /** Nothing was heard of these sensors for too long; unless something was stored since, that is announced. */
  listen(sensorIds: readonly number[]): void {
    for (const id of sensorIds) if (this.#options.share.holds(id)) this.#quiet.add(id);
    this.take(sensorIds);
  }

  /** How many sensors have something that is not judged, and since when the first of them, ms since the epoch. */
  get waiting(): WaitingSensors['state'] {
    return this.#waiting.state;
  }

  /** Resolves when everything that was stored and is this process's to judge has been judged. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0 && !this.#stopped) {
      const ids = this.#nextRound();
      try {
        const unfinished = await this.#round(ids);
        this.#waiting.settle(ids, unfinished);
        await new Promise(setImmediate);
      } catch (error) {
        for (const id of ids) this.#detectors.forget(id);
        this.#waiting.add(ids);
        await this.#recover(error, ids);
      }
    }
  }

  #nextRound(): number[] {
    const { share } = this.#options;
    const next = this.#waiting.next(ROUND_SENSORS);
    const lost = next.filter((id) => !share.holds(id));
    for (const id of lost) this.#quiet.delete(id);
    this.#waiting.settle(lost);
    if (lost.length > 0) share.tell(lost);
    return next.filter((id) => share.holds(id));
  }

  async #recover(error: unknown, ids: readonly number[]): Promise<void> {
    if (error instanceof LeaseLostError) return this.#options.share.refresh();
    this.#options.onFault(error, ids);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }

  /** One transaction's worth. Gives the sensors that have more waiting. */
  async #round(ids: readonly number[]): Promise<number[]> {
    const claim = this.#options.share.claim(ids);
    const scored: Scored[] = [];
    const left: number[] = [];
    let readings = 0;
    for (const backlog of await loadBacklog(this.#db.em(), ids)) {
      if (readings >= ROUND_READINGS) left.push(backlog.sensor.id);
      else readings += scored[scored.push(await this.#score(backlog)) - 1].judged.length;
    }
    const judged = scored.filter(
      ({ throughMs, backlog, settled, heard }) =>
        settled || throughMs > backlog.saved.throughMs || heard?.changes.length,
    );
    this.#options.onStep('SCORED');
    if (judged.length > 0) await this.#db.transaction((em) => this.#write(em, judged, claim));
    this.#options.onStep('COMMITTED');
    for (const { judge, throughMs } of judged) judge.throughMs = throughMs;
    for (const { backlog } of scored) this.#quiet.delete(backlog.sensor.id);
    for (const { backlog, heard } of judged)
      this.#options.silence.judged(backlog.sensor, (heard ?? backlog).signal, backlog.rules);
    if (judged.some(({ transitions, heard }) => transitions.length > 0 || heard?.changes.length))
      this.#feed.wake();
    this.#publish(judged);
    const nowMs = Date.now();
    for (const { judged: one, receivedMs } of judged)
      if (one.length > 0) this.#options.onScored?.(one.length, nowMs - receivedMs);
    return [...left, ...scored.filter(({ more }) => more).map(({ backlog }) => backlog.sensor.id)];
  }

  async #score(backlog: SensorBacklog): Promise<Scored> {
    const { sensor, assignment, saved, late } = backlog;
    const attempt = () =>
      late && late.fromMs <= saved.throughMs ? this.#again(backlog) : this.#next(backlog);
    try {
      return await attempt();
    } catch (error) {
      if (!assignment) throw error;
      this.#detectors.giveUp(sensor.id, assignment, error);
      return attempt();
    }
  }

  /** What comes after the mark. */
  async #next(backlog: SensorBacklog): Promise<Scored> {
    const { sensor, saved, late, regimes } = backlog;
    const askedMs = Date.now();
    const columns = await this.#store.unscored(sensor.id, saved.throughMs, SENSOR_READINGS);
    const judge = await this.#detectors.judge(backlog);
    const forgottenMs = regimes.forget && columns.times.length > 0 ? saved.throughMs : null;
    const forgotten = forgottenMs === null ? [] : [forgetRegimes(judge, forgottenMs)];
    const beginning = beginningOf(backlog, judge, columns, askedMs, forgotten.at(0)?.state);
    const inputs = await inputSamples(this.#store, judge.inputIds, columns.times);
    const judgement = judgeReadings(judge, sensor, columns, inputs, backlog, backlog.episode);
    const throughMs = columns.times.at(-1) ?? saved.throughMs;
    const more = columns.times.length === SENSOR_READINGS;
    return {
      ...judgement,
      regimes: [...forgotten, ...judgement.regimes],
      backlog,
      judge,
      throughMs,
      receivedMs: columns.receivedMs,
      more,
      settled: late,
      forgottenMs,
      restart: null,
      beginning,
      heard: this.#hear(backlog, columns),
    };
  }

  /** What came late, with everything after it up to the mark. */
  async #again(backlog: SensorBacklog): Promise<Scored> {
    const { saved, late: settled, episode } = backlog;
    const again = await rejudge(this.#db.em(), this.#store, this.#detectors, backlog);
    const unchanged = { restart: null, beginning: null, transitions: [], regimes: [], episode };
    const judge = again?.judge ?? (await this.#detectors.judge(backlog));
    return {
      ...(again ?? unchanged),
      backlog,
      judge,
      judged: [],
      throughMs: saved.throughMs,
      receivedMs: Number.NEGATIVE_INFINITY,
      more: true,
      settled,
      forgottenMs: null,
      heard: settled?.heard ? hearLate(backlog.signal, Date.now()) : null,
    };
  }

  #hear({ sensor, signal, rules }: SensorBacklog, columns: Columns): Heard | null {
    if (columns.times.length > 0) return hear(signal, columns, rules, Date.now());
    if (!signal) return null;
    const isQuiet = this.#quiet.has(sensor.id) && !sensor.isRetired;
    return isQuiet ? listen(signal, rules, Date.now()) : { signal, changes: [] };
  }

  async #write(em: EntityManager, scored: readonly Scored[], claim: Claim): Promise<void> {
    await this.#options.share.guard(em, claim);
    const recorded = await keepReruns(em, scored);
    const transitions: AnomalyTransition[] = recorded.flatMap((one) => one.transitions);
    const events = await applyTransitions(em, transitions);
    await writeMarks(
      em,
      scored.map((one, i) => markOf(one, recorded[i].trail)),
    );
    for (const one of scored) await keepRestarts(em, one, this.#options.latenessMs);
    for (const one of scored) await keepRegimes(em, one);
    const signals = scored.flatMap(({ backlog, heard }) =>
      signalEvents(backlog.sensor, heard?.changes ?? []),
    );
    await appendEvents(em, [...events, ...signals]);
    this.#options.onStep('WRITTEN');
  }

  #publish(scored: readonly Scored[]): void {
    if (!this.#telemetry.wantsDetections) return;
    for (const { backlog, judge, judged } of scored) {
      const { id: sensorId, equipmentPath } = backlog.sensor;
      const { mode: detectionMode, modelVersionId } = judge;
      for (const reading of judged) {
        this.#telemetry.publishDetection({
          ...reading,
          sensorId,
          equipmentPath,
          detectionMode,
          modelVersionId,
          coalesced: 0,
        });
      }
    }
  }
}
