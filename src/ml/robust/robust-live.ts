import { CorruptArtifactError } from '../../errors.ts';
import { decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import type { LiveDetector, LiveScore, Part } from '../detector.ts';
import { LearningHold } from '../learning-hold.ts';
import { RUN_STATE, RunTrack } from '../run-track.ts';
import { CUSUM_STATE, Cusum } from '../thresholds/cusum.ts';
import { DeviationTrack } from './robust-deviation.ts';
import type { RobustFit } from './robust-fit.ts';
import { type RobustStatistics, robustBand, robustScore } from './robust-statistics.ts';

const KIND = 'robust live state';

/** Tracks beside the deviation, each as a share of its own limit. */
interface Shares {
  readonly stuck: number;
  readonly dropout: number;
  readonly shift: number;
}

/** The loudest track; a share of a limit counts as that share of the threshold. */
const loudest = (
  threshold: number,
  deviation: number,
  { stuck, dropout, shift }: Shares,
): Pick<LiveScore, 'score' | 'cause'> => {
  const share = Math.max(stuck, dropout, shift);
  if (deviation >= threshold * share) return { score: deviation, cause: 'DEVIATION' };
  const cause = share === stuck ? 'STUCK' : share === dropout ? 'DROPOUT' : 'DRIFT';
  return { score: threshold * share, cause };
};

/**
 * A value against median ± deviations, beside the stuck and dropout tracks; the loudest share of its own limit, times
 * the threshold, is the score. A missing reading has no deviation.
 */
export const judgeRobustly = (
  statistics: RobustStatistics,
  threshold: number,
  value: number,
  stuck: number,
  dropout: number,
): LiveScore => {
  const deviation = Number.isNaN(value) ? 0 : robustScore(statistics, value);
  return {
    threshold,
    ...robustBand(statistics, threshold),
    ...loudest(threshold, deviation, { stuck, dropout, shift: 0 }),
  };
};

/** The live form of a fit: statistics stand still; runs, shift and a streaming threshold move. */
export class RobustLive implements LiveDetector {
  readonly #fit: RobustFit;
  readonly #deviation: DeviationTrack;
  readonly #runs = new RunTrack();
  readonly #shift: Cusum | null;
  /** Of the sums of the shift, which look at no window. */
  readonly #hold = new LearningHold(0);
  /** Of the last reading, as shares of the threshold and of the limit. */
  #deviated = 0;
  #shifted = 0;

  /** @throws CorruptArtifactError when the state is not one of this fit. */
  constructor(fit: RobustFit, state?: Uint8Array) {
    this.#fit = fit;
    this.#deviation = new DeviationTrack(fit);
    this.#shift = fit.shift ? new Cusum(fit.shift) : null;
    if (state !== undefined) this.#restore(state);
  }

  update(value: number, _inputs?: Float64Array, learn = true): LiveScore {
    const { threshold, runs } = this.#fit;
    const { band } = this.#deviation;
    this.#runs.advance(value);
    const missing = Number.isNaN(value);
    const deviation = missing ? 0 : this.#deviation.advance(value, learn);
    if (!missing && this.#shift) this.#addUp(this.#shift, value, learn);
    const shares = {
      stuck: this.#runs.stuckRatio(runs),
      dropout: this.#runs.dropoutRatio(runs),
      shift: missing ? 0 : (this.#shift?.ratio ?? 0),
    };
    this.#deviated = deviation / threshold;
    this.#shifted = shares.shift;
    return { threshold, ...band, ...loudest(threshold, deviation, shares) };
  }

  #addUp(shift: Cusum, value: number, learn: boolean): void {
    this.#hold.advance(
      learn,
      () => shift.save(),
      (kept) => shift.restore(kept),
    );
    shift.advance(value);
  }

  parts(): readonly Part[] {
    const shift: Part[] = this.#shift ? [{ cause: 'DRIFT', share: this.#shifted }] : [];
    return [{ cause: 'DEVIATION', share: this.#deviated }, ...shift, ...this.#runs.parts(this.#fit.runs)];
  }

  save(): Uint8Array {
    const runs = new Float64Array(RUN_STATE);
    this.#runs.save(runs, 0);
    return encodeArtifact(KIND, this.#identity(), {
      runs,
      ...(this.#fit.stream && { stream: this.#deviation.save() }),
      ...(this.#shift && { shift: this.#shift.save() }),
      ...this.#hold.save(),
    });
  }

  #restore(state: Uint8Array): void {
    const { header, columns } = decodeArtifact(KIND, state);
    if (Object.entries(this.#identity()).some(([name, value]) => header[name] !== value)) {
      throw new CorruptArtifactError(KIND, 'it belongs to another fit');
    }
    const { runs, stream = NOTHING, shift = NOTHING, hold } = columns;
    const fits = runs?.length === RUN_STATE && shift.length === (this.#shift ? CUSUM_STATE : 0);
    if (!fits || !this.#deviation.restore(stream) || !this.#hold.restore(hold, CUSUM_STATE)) {
      throw new CorruptArtifactError(KIND, 'its columns do not fit');
    }
    this.#runs.restore(runs, 0);
    this.#shift?.restore(shift);
  }

  #identity() {
    const { median, deviation } = this.#fit.statistics;
    return { median, deviation, threshold: this.#fit.threshold };
  }
}

const NOTHING = new Float64Array(0);
