import { CorruptArtifactError } from '../../errors.ts';
import { decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import type { LiveDetector, LiveScore, Part } from '../detector.ts';
import { RUN_STATE, type RunLimits, RunTrack, runConfig } from '../run-track.ts';
import { judgeRobustly } from './robust-live.ts';
import { type RobustStatistics, robustScore, robustStatistics } from './robust-statistics.ts';

const KIND = 'robust start state';

/** Values kept: an even sample of everything seen. */
const CAPACITY = 512;
/** Readings before anything is judged. */
const MINIMUM = 120;
/** Statistics are learnt anew whenever the count has grown by this factor. */
const GROWTH = 1.25;
const THRESHOLD = 8;
/** A short history has not shown the range of a season: a value counts only once it leaves the range seen, too. */
const BEYOND_RANGE = 0.5;

const RUNS = runConfig.parse({});
const UNLIMITED: RunLimits = { stuck: Number.POSITIVE_INFINITY, dropout: Number.POSITIVE_INFINITY };
const UNKNOWN: RobustStatistics = { median: 0, deviation: 1, low: 0, high: 0 };

/**
 * The robust detector of a sensor without history: learns from its own readings, in memory that does not grow, and
 * calls nothing anomalous before it has seen 120. It keeps every k-th reading, k doubling when the memory is full.
 * A value is judged by its deviations from the median, and by its distance from the range seen.
 */
class RobustStart implements LiveDetector {
  readonly #sample = new Float64Array(CAPACITY);
  readonly #runs = new RunTrack();
  #kept = 0;
  #stride = 1;
  #seen = 0;
  #learntAt = 0;
  #statistics = UNKNOWN;
  #limits = UNLIMITED;
  /** What the last reading was held against. */
  #judged = { value: Number.NaN, statistics: UNKNOWN, limits: UNLIMITED };

  constructor(state?: Uint8Array) {
    if (state !== undefined) this.#restore(state);
  }

  update(value: number, _inputs?: Float64Array, learn = true): LiveScore {
    this.#runs.advance(value, learn);
    this.#judged.value = this.#learntAt === 0 ? Number.NaN : value;
    this.#judged.statistics = this.#statistics;
    this.#judged.limits = this.#limits;
    if (this.#learntAt === 0) {
      const score = judgeRobustly(this.#waiting(value), THRESHOLD, Number.NaN, 0, 0);
      if (learn) this.#learn(value);
      return score;
    }
    const judged = judgeRobustly(
      this.#statistics,
      THRESHOLD,
      value,
      this.#runs.stuckRatio(this.#limits),
      this.#runs.dropoutRatio(this.#limits),
    );
    if (learn) this.#learn(value);
    return judged;
  }

  parts(): readonly Part[] {
    const { value, statistics, limits } = this.#judged;
    const share = Number.isNaN(value) ? 0 : robustScore(statistics, value) / THRESHOLD;
    return [{ cause: 'DEVIATION', share }, ...this.#runs.parts(limits)];
  }

  /** Before there are statistics a reading is what is expected of it. */
  #waiting(value: number): RobustStatistics {
    return { median: Number.isNaN(value) ? 0 : value, deviation: 0, low: value, high: value };
  }

  #learn(value: number): void {
    if (Number.isNaN(value)) return;
    if (this.#seen % this.#stride === 0) {
      if (this.#kept === CAPACITY) this.#halve();
      if (this.#seen % this.#stride === 0) this.#sample[this.#kept++] = value;
    }
    this.#seen++;
    if (this.#seen < MINIMUM || this.#seen < this.#learntAt * GROWTH) return;
    this.#learntAt = this.#seen;
    this.#statistics = widened(robustStatistics(this.#sample.subarray(0, this.#kept)));
    this.#limits = this.#runs.limits(RUNS);
  }

  #halve(): void {
    this.#kept = CAPACITY / 2;
    for (let i = 0; i < this.#kept; i++) this.#sample[i] = this.#sample[2 * i];
    this.#stride *= 2;
  }

  save(): Uint8Array {
    const runs = new Float64Array(RUN_STATE);
    this.#runs.save(runs, 0);
    const { median, deviation, low, high } = this.#statistics;
    return encodeArtifact(
      KIND,
      {},
      {
        sample: this.#sample.slice(0, this.#kept),
        counts: Float64Array.of(this.#stride, this.#seen, this.#learntAt),
        statistics: Float64Array.of(median, deviation, low, high),
        limits: Float64Array.of(this.#limits.stuck, this.#limits.dropout),
        runs,
      },
    );
  }

  #restore(state: Uint8Array): void {
    const { sample, counts, statistics, limits, runs } = decodeArtifact(KIND, state).columns;
    const lengths = [counts, statistics, limits, runs].map((column) => column?.length).join();
    if (!(sample?.length <= CAPACITY) || lengths !== `3,4,2,${RUN_STATE}`) {
      throw new CorruptArtifactError(KIND, 'its columns do not fit');
    }
    this.#sample.set(sample);
    this.#kept = sample.length;
    [this.#stride, this.#seen, this.#learntAt] = counts;
    const [median, deviation, low, high] = statistics;
    this.#statistics = { median, deviation, low, high };
    this.#limits = { stuck: limits[0], dropout: limits[1] };
    this.#runs.restore(runs, 0);
  }
}

/** The deviation grows until the threshold lies half a range outside what was seen. */
const widened = (statistics: RobustStatistics): RobustStatistics => {
  const { median, low, high } = statistics;
  const reach = Math.max(high - median, median - low) + BEYOND_RANGE * (high - low);
  const deviation = Math.min(Math.max(statistics.deviation, reach / THRESHOLD), Number.MAX_VALUE);
  return { ...statistics, deviation };
};

/**
 * Starts, or continues from a saved state, the robust detector that needs no fit.
 * @throws CorruptArtifactError when the bytes are not such a state.
 */
export const startRobust = (state?: Uint8Array): LiveDetector => new RobustStart(state);
