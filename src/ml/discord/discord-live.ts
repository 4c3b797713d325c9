import { CorruptArtifactError } from '../../errors.ts';
import { decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import type { AcceptedRegimes, Cause, LiveDetector, LiveScore, Part } from '../detector.ts';
import { LearningHold } from '../learning-hold.ts';
import { RUN_STATE, RunTrack } from '../run-track.ts';
import { combineDeviations, type DiscordFit, discordWindows } from './discord-fit.ts';
import { DRIFT_STATE, DriftTrack } from './drift-track.ts';
import { memoryOf, NearestWindow } from './nearest-window.ts';
import { ReadingRing } from './reading-ring.ts';
import { NORMALISER_STATE, RunningNormaliser } from './running-normaliser.ts';
import { FEATURES, trailingFeatures } from './window-envelope.ts';

const KIND = 'discord-envelope live state';
/** What is learnt while judging; the runs stand behind it in a state. */
const LEARNT = 3 * NORMALISER_STATE + DRIFT_STATE;
const STATISTICS = LEARNT + RUN_STATE;

/**
 * The strictly causal form. Shape distances and envelope exceedance of the trailing windows pass an adaptive
 * normaliser and combine to F; what an adaptive score cannot see has tracks that never adapt: drift, stuck, dropout.
 * Each track speaks as threshold times the share of its own limit, and the loudest is the score.
 * Missing readings are filled with the last value; once they are a dropout the stream of the windows waits.
 */
export class DiscordLive implements LiveDetector {
  readonly #fit: DiscordFit;
  readonly #ring: ReadingRing;
  readonly #shapes: readonly [NearestWindow, NearestWindow];
  readonly #envelopeWindow: number;
  readonly #normalisers: readonly RunningNormaliser[];
  readonly #drift: DriftTrack;
  readonly #runs = new RunTrack();
  readonly #hold: LearningHold;
  readonly #features = new Float64Array(FEATURES);
  readonly #warm: number;
  /** Of the last reading, as shares of the threshold or of the limit. */
  #shape = 0;
  #envelope = 0;
  #drifted = 0;

  /** @throws CorruptArtifactError when the state is not one of this fit. */
  constructor(fit: DiscordFit, state?: Uint8Array) {
    const { shapes, envelope } = discordWindows(fit.config, fit.samples);
    this.#fit = fit;
    this.#ring = new ReadingRing(memoryOf(Math.max(...shapes, envelope)));
    this.#shapes = [
      new NearestWindow(fit.excerpts, shapes[0], this.#ring),
      new NearestWindow(fit.excerpts, shapes[1], this.#ring),
    ];
    this.#envelopeWindow = envelope;
    this.#warm = Math.max(...shapes, envelope);
    this.#hold = new LearningHold(this.#warm);
    this.#normalisers = fit.nulls.map((start) => new RunningNormaliser(start));
    this.#drift = new DriftTrack(fit.drift, fit.config.drift);
    if (state !== undefined) this.#restore(state);
  }

  get regimes(): AcceptedRegimes {
    return { accepted: this.#drift.accepted, forget: () => this.#forget() };
  }

  #forget(): void {
    this.#drift.forget();
    this.#hold.amend((kept) => {
      const now = this.#learnt();
      this.#putBack(kept);
      this.#drift.forget();
      const amended = this.#learnt();
      this.#putBack(now);
      return amended;
    });
  }

  update(value: number, _inputs?: Float64Array, learn = true): LiveScore {
    const { runs: limits, threshold } = this.#fit;
    this.#runs.advance(value);
    const stuck = threshold * this.#runs.stuckRatio(limits);
    let shape = 0;
    let envelope = 0;
    let score = 0;
    let drift = 0;
    if (this.#runs.missing <= limits.dropout) {
      const learns = this.#hold.advance(
        learn,
        () => this.#learnt(),
        (kept) => this.#putBack(kept),
      );
      this.#ring.push(Number.isNaN(value) ? this.#lastReading() : this.#fit.scale.apply(value));
      const first = this.#shapes[0].advance();
      const second = this.#shapes[1].advance();
      if (this.#ring.count >= this.#warm) {
        trailingFeatures(this.#ring, this.#envelopeWindow, this.#features);
        ({ shape, envelope, score } = combineDeviations(
          this.#normalisers[0].advance(first, learns),
          this.#normalisers[1].advance(second, learns),
          this.#normalisers[2].advance(this.#fit.liveEnvelope.exceedance(this.#features), learns),
        ));
        drift = threshold * this.#drift.advance(this.#features, stuck > threshold, learns);
      }
    }
    this.#shape = shape / threshold;
    this.#envelope = envelope / threshold;
    this.#drifted = drift / threshold;
    let cause: Cause = shape >= envelope ? 'SHAPE' : 'ENVELOPE';
    const dropout = threshold * this.#runs.dropoutRatio(limits);
    const loudest = Math.max(score, drift, stuck, dropout);
    if (loudest > score) cause = loudest === drift ? 'DRIFT' : loudest === stuck ? 'STUCK' : 'DROPOUT';
    return this.#judge(loudest, cause);
  }

  /**
   * A normal reading and a strange shape stand against the nearest neighbour; every other departure, which the neighbour
   * follows, against the range of the training values.
   */
  #judge(score: number, cause: Cause): LiveScore {
    const { scale, threshold, low, high } = this.#fit;
    const neighbour = this.#shapes[1].expected;
    if ((cause === 'SHAPE' || score <= threshold) && !Number.isNaN(neighbour)) {
      const reach = this.#normalisers[1].usualLimit;
      return {
        score,
        threshold,
        expected: scale.invert(neighbour),
        lower: scale.invert(neighbour - reach),
        upper: scale.invert(neighbour + reach),
        cause,
      };
    }
    const middle = Math.max(low, Math.min(high, this.#fit.drift.start[0]));
    return {
      score,
      threshold,
      expected: scale.invert(middle),
      lower: scale.invert(low),
      upper: scale.invert(high),
      cause,
    };
  }

  parts(): readonly Part[] {
    return [
      { cause: 'SHAPE', share: this.#shape },
      { cause: 'ENVELOPE', share: this.#envelope },
      { cause: 'DRIFT', share: this.#drifted },
      ...this.#runs.parts(this.#fit.runs),
    ];
  }

  nearestNormal(): Float64Array | null {
    return this.#shapes[1].nearest()?.map((value) => this.#fit.scale.invert(value)) ?? null;
  }

  #lastReading(): number {
    return this.#ring.count > 0 ? this.#ring.ago(0) : this.#fit.drift.start[0];
  }

  save(): Uint8Array {
    const statistics = new Float64Array(STATISTICS);
    statistics.set(this.#learnt());
    this.#runs.save(statistics, LEARNT);
    const kept = Math.min(this.#ring.count, this.#memory());
    return encodeArtifact(KIND, this.#identity(), {
      readings: this.#ring.latest(new Float64Array(kept)),
      statistics,
      ...this.#hold.save(),
    });
  }

  #learnt(): Float64Array {
    const numbers = new Float64Array(LEARNT);
    this.#normalisers.forEach((normaliser, k) => {
      normaliser.save(numbers, k * NORMALISER_STATE);
    });
    this.#drift.save(numbers, 3 * NORMALISER_STATE);
    return numbers;
  }

  #putBack(numbers: Float64Array): void {
    this.#normalisers.forEach((normaliser, k) => {
      normaliser.restore(numbers, k * NORMALISER_STATE);
    });
    this.#drift.restore(numbers, 3 * NORMALISER_STATE);
  }

  /** The readings are replayed through the windows: their sums depend on no older ones, see `memoryOf`. */
  #restore(state: Uint8Array): void {
    const { header, columns } = decodeArtifact(KIND, state);
    const { readings, statistics, hold } = columns;
    const identity = this.#identity();
    if (Object.entries(identity).some(([name, value]) => header[name] !== value)) {
      throw new CorruptArtifactError(KIND, 'it belongs to another fit');
    }
    const fits = readings?.length <= this.#memory() && statistics?.length === STATISTICS;
    if (!fits || !this.#hold.restore(hold, LEARNT)) {
      throw new CorruptArtifactError(KIND, 'its columns do not fit');
    }
    for (const reading of readings) {
      this.#ring.push(reading);
      for (const nearest of this.#shapes) nearest.advance();
    }
    this.#putBack(statistics);
    this.#runs.restore(statistics, LEARNT);
  }

  #memory(): number {
    return memoryOf(this.#warm);
  }

  #identity() {
    const { scale, samples, threshold } = this.#fit;
    return { centre: scale.centre, scale: scale.scale, samples, threshold, windows: this.#warm };
  }
}
