import { CorruptArtifactError } from '../errors.ts';
import { decodeArtifact, encodeArtifact } from './artifact-codec.ts';
import type { LiveDetector, LiveScore } from './detector.ts';
import { type RobustStatistics, robustBand, robustScore } from './robust-statistics.ts';
import { RUN_STATE, type RunLimits, RunTrack } from './run-track.ts';

const KIND = 'robust live state';

/**
 * A value against median ± deviations, beside the stuck and dropout tracks; the loudest share of its own limit, times
 * the threshold, is the score. A missing reading has no deviation.
 */
export const judgeRobustly = (
  statistics: RobustStatistics,
  threshold: number,
  value: number,
  stuckRatio: number,
  dropoutRatio: number,
): LiveScore => {
  const deviation = Number.isNaN(value) ? 0 : robustScore(statistics, value);
  const stuck = threshold * stuckRatio;
  const dropout = threshold * dropoutRatio;
  const score = Math.max(deviation, stuck, dropout);
  const cause = score === deviation ? 'DEVIATION' : score === stuck ? 'STUCK' : 'DROPOUT';
  return { score, threshold, ...robustBand(statistics, threshold), cause };
};

/** The live form of a fit: statistics stand still, only the runs move. */
export class RobustLive implements LiveDetector {
  readonly #statistics: RobustStatistics;
  readonly #threshold: number;
  readonly #limits: RunLimits;
  readonly #runs = new RunTrack();

  /** @throws CorruptArtifactError when the state is not one of this fit. */
  constructor(statistics: RobustStatistics, threshold: number, limits: RunLimits, state?: Uint8Array) {
    this.#statistics = statistics;
    this.#threshold = threshold;
    this.#limits = limits;
    if (state !== undefined) this.#restore(state);
  }

  update(value: number): LiveScore {
    this.#runs.advance(value);
    return judgeRobustly(
      this.#statistics,
      this.#threshold,
      value,
      this.#runs.stuckRatio(this.#limits),
      this.#runs.dropoutRatio(this.#limits),
    );
  }

  save(): Uint8Array {
    const runs = new Float64Array(RUN_STATE);
    this.#runs.save(runs, 0);
    return encodeArtifact(KIND, this.#identity(), { runs });
  }

  #restore(state: Uint8Array): void {
    const { header, columns } = decodeArtifact(KIND, state);
    if (Object.entries(this.#identity()).some(([name, value]) => header[name] !== value)) {
      throw new CorruptArtifactError(KIND, 'it belongs to another fit');
    }
    if (columns.runs?.length !== RUN_STATE) throw new CorruptArtifactError(KIND, 'its columns do not fit');
    this.#runs.restore(columns.runs, 0);
  }

  #identity() {
    const { median, deviation } = this.#statistics;
    return { median, deviation, threshold: this.#threshold };
  }
}
