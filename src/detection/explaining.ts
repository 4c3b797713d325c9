import type { Database, EntityManager } from '../db/database.ts';
import type { Part } from '../ml/detector.ts';
import type { FeatureInfluence, ReplayedAccount } from '../ml/explanation.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { ModelVersion } from '../registry/model-version.ts';
import { type AnomalyPlace, surroundingsOf } from './anomaly-surroundings.ts';
import { inputsOf } from './chosen-version.ts';
import type { ExplainOrder } from './explain-order.ts';
import { type Asker, JudgingRoom } from './judging-room.ts';
import { withLimits } from './limited-account.ts';
import type { ArtifactReader } from './live-detectors.ts';
import { OrderThreads } from './order-threads.ts';
import { regimesBefore } from './regime-state.ts';

/** Why an anomaly was announced. The columns have one entry a reading around it. */
export interface Explanation {
  /** Null where the fallback decided. */
  readonly modelVersionId: number | null;
  /** Ms since the epoch. */
  readonly times: Float64Array;
  /** NaN where a reading is missing. */
  readonly actual: Float64Array;
  readonly expected: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly score: Float64Array;
  readonly threshold: Float64Array;
  /** Of the peak, as the replay came to it. */
  readonly peakScore: number;
  readonly parts: readonly Part[];
  readonly inputs: readonly { readonly sensorId: number; readonly fall: number }[];
  readonly features: readonly FeatureInfluence[];
  readonly nearestNormal: Float64Array | null;
}

type Explained = AnomalyPlace & { readonly modelVersionId?: number | null };

const MOST_SHOWN = 1_000;
const MOST_AT_ONCE = 4;
const LIMIT_MS = 30_000;
const WORKER = new URL('./explain-worker.ts', import.meta.url);

/** Explains anomalies by replaying what decided over the readings around them, in threads of their own. */
export class Explaining {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #artifact: ArtifactReader;
  readonly #room = new JudgingRoom(MOST_AT_ONCE);
  readonly #threads = new OrderThreads(WORKER);

  constructor(db: Database, readings: ReadingsStore, artifact: ArtifactReader) {
    this.#db = db;
    this.#readings = readings;
    this.#artifact = artifact;
  }

  /**
   * @throws CorruptArtifactError, BusyError, DomainError DATASET_TOO_LARGE, READINGS_GONE or SCORING_TIMED_OUT; the reason of
   * an aborted signal
   */
  explain(anomaly: Explained, asker: Asker): Promise<Explanation> {
    return this.#room.admit(asker, 1, () => this.#explain(anomaly, asker));
  }

  /** Ends the threads. */
  stop(): Promise<void> {
    return this.#threads.stop();
  }

  async #explain(anomaly: Explained, { signal }: Asker): Promise<Explanation> {
    const em = this.#db.em();
    const version = await decidingVersion(em, anomaly);
    const inputIds = version ? await inputsOf(em, version) : [];
    const regimes = version && (await regimesBefore(em, anomaly.sensorId, version.id, anomaly.startMs));
    const place = { ...anomaly, afterMs: regimes?.throughMs };
    const { times, ...stretch } = await surroundingsOf(this.#readings.until(signal), place, inputIds);
    const order: ExplainOrder = {
      ...stretch,
      version: version && {
        family: version.family,
        artifact: await this.#artifact(version),
        state: regimes?.state,
      },
    };
    const { peak, series } = stretch;
    const ofDetector = await this.#threads.run<ReplayedAccount>(order, { limitMs: LIMIT_MS, signal });
    const around = { times, values: series.values, peak };
    const account = await withLimits(em, anomaly.sensorId, ofDetector, around);
    return {
      ...shownColumns({ ...account, times, actual: series.values }, peak),
      modelVersionId: version?.id ?? null,
      peakScore: account.score[peak],
      parts: account.parts,
      inputs: account.inputs.map(({ input, fall }) => ({ sensorId: inputIds[input], fall })),
      features: account.features,
      nearestNormal: account.nearestNormal,
    };
  }
}

const decidingVersion = (em: EntityManager, { modelVersionId }: Explained): Promise<ModelVersion> | null =>
  modelVersionId == null ? null : em.findOneOrFail(ModelVersion, modelVersionId);

const COLUMNS = ['times', 'actual', 'expected', 'lower', 'upper', 'score', 'threshold'] as const;
type Shown = Pick<Explanation, (typeof COLUMNS)[number]>;

/** The first readings; where the peak comes later, those that end with it. */
function shownColumns(columns: Shown, peak: number): Shown {
  const from = Math.max(0, peak + 1 - MOST_SHOWN);
  const shown = COLUMNS.map((name) => [name, columns[name].slice(from, from + MOST_SHOWN)]);
  return Object.fromEntries(shown) as unknown as Shown;
}
