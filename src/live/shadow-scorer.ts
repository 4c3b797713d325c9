import type { Database, EntityManager } from '../db/database.ts';
import { unwitnessed } from '../db/witness.ts';
import { confirmedStretches, type KnownAnomalies } from '../detection/confirmed-stretches.ts';
import { inputSamples } from '../detection/input-samples.ts';
import {
  type EpisodeMemory,
  episodeView,
  type Judgement,
  judgeReadings,
  NOTHING_OPEN,
} from '../detection/judging.ts';
import {
  type ArtifactReader,
  type Judge,
  LiveDetectors,
  PRIMING_READINGS,
} from '../detection/live-detectors.ts';
import { LeaseLostError, type SensorShare } from '../detection/sensor-share.ts';
import { DEFAULT_DETECTION, detectionSettings } from '../equipment/detection-settings.ts';
import { NO_LIMITS } from '../equipment/limit-history.ts';
import { type SensorFacts, sensorFacts } from '../equipment/sensor-facts.ts';
import { ShadowAnomaly, ShadowRun } from '../promotion/shadow-run.ts';
import { endRun } from '../promotion/shadow-runs.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { ArtifactsUnavailableError } from '../registry/artifacts-unavailable.ts';
import type { LiveAssignment } from '../registry/live-assignments.ts';
import { type BehindRun, behindRuns } from './behind-runs.ts';

const TICK_MS = 1_000;
/** Readings of one run in one turn, and runs in one look: what a transaction holds, and what shadows may cost. */
const TURN_READINGS = 256;
const LOOK_RUNS = 64;

/**
 * Has the versions that run in the shadow judge the readings that were judged live, after them, by the same code and under the
 * same settings, without limits. Their state is written with what they found, so that a restart goes on where it stopped.
 */
export class ShadowScorer {
  readonly #db: Database;
  readonly #store: ReadingsStore;
  readonly #share: SensorShare;
  readonly #onFault: (error: unknown) => void;
  readonly #detectors: LiveDetectors;
  /** What threw in the turn under way. */
  #failure: unknown;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(
    db: Database,
    store: ReadingsStore,
    artifact: ArtifactReader,
    share: SensorShare,
    onFault: (error: unknown) => void,
  ) {
    this.#db = db;
    this.#store = store;
    this.#share = share;
    this.#onFault = onFault;
    const failed = (_sensorId: number, _run: LiveAssignment, error: unknown) => {
      this.#failure = error;
    };
    this.#detectors = new LiveDetectors(artifact, store, failed, async () => []);
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), TICK_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  /** Judges what was judged live and not yet in the shadow, a turn for each run after the other; never rejects. */
  look(): Promise<void> {
    this.#looking ??= unwitnessed(() => this.#catchUp())
      .catch(this.#onFault)
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async #catchUp(): Promise<void> {
    const postponed = new Set<number>();
    const next = async () => (await this.#behind()).filter(({ id }) => !postponed.has(id));
    for (let behind = await next(); behind.length > 0; behind = await next()) {
      for (const run of behind) {
        await this.#turn(run).catch((error) => {
          this.#onFault(error);
          postponed.add(run.id);
        });
      }
      await new Promise(setImmediate);
    }
  }

  async #behind(): Promise<BehindRun[]> {
    const runs = await behindRuns(this.#db.em(), LOOK_RUNS);
    return runs.filter(({ sensorId }) => this.#share.holds(sensorId));
  }

  async #turn(behind: BehindRun): Promise<void> {
    if (behind.isLive) return this.#end(behind.id, 'PROMOTED', null);
    try {
      await this.#judge(behind);
    } catch (error) {
      this.#detectors.forget(behind.sensorId);
      if (error instanceof LeaseLostError) return this.#share.refresh();
      if (!(error instanceof UnusableVersionError)) throw error;
      await this.#end(behind.id, 'UNUSABLE', error.message);
    }
  }

  /** The next readings of a run. @throws UnusableVersionError, LeaseLostError */
  async #judge(behind: BehindRun): Promise<void> {
    const em = this.#db.em();
    const sensor = (await sensorFacts(em, [behind.sensorId])).get(behind.sensorId) as SensorFacts;
    const claim = this.#share.claim([sensor.id]);
    const { id: sensorId } = sensor;
    const columns = await this.#store.unscored(
      sensorId,
      behind.throughMs,
      TURN_READINGS,
      behind.scoredThroughMs,
    );
    const known = await this.#known(em, sensor, behind);
    const judge = await this.#judgeOf(behind, known);
    const settings = (await detectionSettings(em, [sensorId])).get(sensorId) ?? DEFAULT_DETECTION;
    const inputs = await inputSamples(this.#store, judge.inputIds, columns.times);
    const rules = { settings: { ...settings, judgeLimits: false }, limits: NO_LIMITS, known };
    const judgement = blamed(() =>
      judgeReadings(judge, sensor, columns, inputs, rules, behind.episode ?? NOTHING_OPEN),
    );
    const throughMs =
      columns.times.length < TURN_READINGS ? behind.scoredThroughMs : (columns.times.at(-1) as number);
    const written = await this.#db.transaction(async (inner) => {
      await this.#share.guard(inner, claim);
      return writeTurn(inner, behind, judgement, judge.detector.save(), throughMs);
    });
    if (written) judge.throughMs = throughMs;
    else this.#detectors.forget(sensorId);
  }

  /** @throws UnusableVersionError */
  async #judgeOf(behind: BehindRun, known: KnownAnomalies): Promise<Judge> {
    this.#failure = undefined;
    const { id: assignmentId, sensorId, throughMs, state } = behind;
    const saved = { assignmentId: state ? assignmentId : null, throughMs, state };
    const assignment = { ...behind.version, assignmentId, sequence: 0, fromMs: 0 };
    const judge = await this.#detectors.judge({ sensor: { id: sensorId }, assignment, saved, known });
    if (judge.mode !== 'FALLBACK') return judge;
    const passes = this.#failure === undefined || this.#failure instanceof ArtifactsUnavailableError;
    throw passes
      ? new Error('its weights cannot be fetched now', { cause: this.#failure })
      : new UnusableVersionError(this.#failure);
  }

  async #known(
    em: EntityManager,
    { id, samplingPeriodMs }: SensorFacts,
    behind: BehindRun,
  ): Promise<KnownAnomalies> {
    const fromMs = behind.throughMs - (behind.state ? 0 : PRIMING_READINGS * samplingPeriodMs);
    const stretches = await confirmedStretches(em, id, fromMs, behind.scoredThroughMs);
    return { stretches, openIsConfirmed: false };
  }

  async #end(id: number, end: 'PROMOTED' | 'UNUSABLE', message: string | null): Promise<void> {
    await this.#db.transaction(async (em) => {
      const run = await em.findOne(ShadowRun, { id, runningKey: 0 });
      if (run) endRun(run, end, message);
    });
  }
}

/** The version threw when it was loaded, or while it judged. */
class UnusableVersionError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'UnusableVersionError';
  }
}

/** @throws UnusableVersionError */
function blamed<Judged>(judge: () => Judged): Judged {
  try {
    return judge();
  } catch (error) {
    throw new UnusableVersionError(error);
  }
}

/** False where the run has ended, or gone on, in the meantime: nothing is written then. */
async function writeTurn(
  em: EntityManager,
  behind: BehindRun,
  { transitions, episode, judged }: Judgement,
  state: Uint8Array,
  throughMs: number,
): Promise<boolean> {
  const { id, throughMs: before } = behind;
  const run = await em.findOne(ShadowRun, { id, runningKey: 0, throughMs: before });
  if (!run) return false;
  Object.assign(run, { throughMs, readings: run.readings + judged.length, state: Buffer.from(state) });
  run.firstMs ??= judged[0]?.timeMs ?? null;
  run.episode = episode.state.episode ? JSON.stringify(episode) : null;
  await em.flush();
  const open = openView(episode);
  for (const view of open ? [...transitions, open] : transitions) {
    const { startMs, endMs, peakMs, score, threshold } = view;
    await em.upsert(ShadowAnomaly, { shadowRunId: id, startMs, endMs, peakMs, score, threshold });
  }
  return true;
}

const openView = ({ state }: EpisodeMemory) =>
  state.open && state.episode ? episodeView(state.episode) : null;
