import { CorruptArtifactError } from '../../errors.ts';
import { decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import type { AcceptedRegimes, Cause, LiveDetector, LiveScore, Part } from '../detector.ts';
import { LearningHold } from '../learning-hold.ts';
import { RUN_STATE, RunTrack } from '../run-track.ts';
import { combineDeviations, type DiscordFit, discordWindows } from './discord-fit.ts';
import { InputsTrack } from './inputs-track.ts';
import { LearntStatistics } from './learnt-statistics.ts';
import { memoryOf, NearestWindow } from './nearest-window.ts';
import { ReadingRing } from './reading-ring.ts';
import { FEATURES, trailingFeatures } from './window-envelope.ts';

const KIND = 'discord-envelope live state';

/**
 * The strictly causal form. Shape distances and envelope exceedance of the trailing windows pass an adaptive
 * normaliser and combine to F; what an adaptive score cannot see has tracks that never adapt: drift, inputs, stuck, dropout.
 * Each track speaks as threshold times the share of its own limit, and the loudest is the score.
 * Missing readings are filled with the last value; once they are a dropout the stream of the windows waits.
 */
export class DiscordLive implements LiveDetector {
  readonly #fit: DiscordFit;
  readonly #ring: ReadingRing;
  readonly #shapes: readonly [NearestWindow, NearestWindow];
  readonly #envelopeWindow: number;
  readonly #learnt: LearntStatistics;
  readonly #runs = new RunTrack();
  readonly #hold: LearningHold;
  readonly #features = new Float64Array(FEATURES);
  readonly #warm: number;
  /** Of the last reading, as shares of the threshold or of the limit. */
  #shape = 0;
  #envelope = 0;
  #drifted = 0;
  #strange = 0;

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
    const { operating, config } = fit;
    const inputs = operating && new InputsTrack(operating, envelope, config.drift.acceptAfter);
    this.#learnt = new LearntStatistics(fit, inputs);
    if (state !== undefined) this.#restore(state);
  }

  get regimes(): AcceptedRegimes {
    return { accepted: this.#learnt.accepted, forget: () => this.#forget() };
  }

  #forget(): void {
    this.#learnt.forget();
    this.#hold.amend((kept) => this.#learnt.forgotten(kept));
  }

  update(value: number, inputs: Float64Array, learn = true): LiveScore {
    const { runs: limits, threshold } = this.#fit;
    this.#runs.advance(value);
    this.#learnt.inputs?.take(inputs);
    const stuck = this.#runs.stuckRatio(limits);
    const dropout = this.#runs.dropoutRatio(limits);
    let score = 0;
    this.#shape = this.#envelope = this.#drifted = this.#strange = 0;
    if (this.#runs.missing <= limits.dropout) score = this.#advance(value, stuck > 1, learn);
    const tracks: readonly (readonly [Cause, number])[] = [
      [this.#shape >= this.#envelope ? 'SHAPE' : 'ENVELOPE', score],
      ['DRIFT', threshold * this.#drifted],
      ['INPUTS', threshold * this.#strange],
      ['STUCK', threshold * stuck],
      ['DROPOUT', threshold * dropout],
    ];
    const [cause, loudest] = tracks.reduce((most, one) => (one[1] > most[1] ? one : most));
    return this.#judge(loudest, cause);
  }

  /** Moves the windows on, and all that judges them; returns F. */
  #advance(value: number, held: boolean, learn: boolean): number {
    const { scale, liveEnvelope, threshold } = this.#fit;
    const { normalisers, drift, inputs } = this.#learnt;
    const learns = this.#hold.advance(
      learn,
      () => this.#learnt.numbers(),
      (kept) => this.#learnt.putBack(kept),
    );
    this.#ring.push(Number.isNaN(value) ? this.#lastReading() : scale.apply(value));
    const first = this.#shapes[0].advance();
    const second = this.#shapes[1].advance();
    if (this.#ring.count < this.#warm) return 0;
    trailingFeatures(this.#ring, this.#envelopeWindow, this.#features);
    const { shape, envelope, score } = combineDeviations(
      normalisers[0].advance(first, learns),
      normalisers[1].advance(second, learns),
      normalisers[2].advance(liveEnvelope.exceedance(this.#features), learns),
    );
    this.#shape = shape / threshold;
    this.#envelope = envelope / threshold;
    this.#drifted = drift.advance(this.#features, held, learns);
    this.#strange = inputs?.advance(this.#features, learns) ?? 0;
    return score;
  }

  /**
   * A normal reading and a strange shape stand against the nearest neighbour; a value that does not go with its inputs
   * against the levels that it had with such ones; every other departure, which the neighbour follows, against the range
   * of the training values.
   */
  #judge(score: number, cause: Cause): LiveScore {
    const { scale, threshold, low, high } = this.#fit;
    const judged = (expected: number, lower: number, upper: number): LiveScore => ({
      score,
      threshold,
      expected: scale.invert(expected),
      lower: scale.invert(lower),
      upper: scale.invert(upper),
      cause,
    });
    const neighbour = this.#shapes[1].expected;
    if ((cause === 'SHAPE' || score <= threshold) && !Number.isNaN(neighbour)) {
      const reach = this.#learnt.normalisers[1].usualLimit;
      return judged(neighbour, neighbour - reach, neighbour + reach);
    }
    const { inputs } = this.#learnt;
    if (cause === 'INPUTS' && inputs !== null) {
      const range = inputs.expected();
      return judged(range.expected, range.low, range.high);
    }
    return judged(Math.max(low, Math.min(high, this.#fit.drift.start[0])), low, high);
  }

  parts(): readonly Part[] {
    return [
      { cause: 'SHAPE', share: this.#shape },
      { cause: 'ENVELOPE', share: this.#envelope },
      ...(this.#learnt.inputs === null ? [] : [{ cause: 'INPUTS' as const, share: this.#strange }]),
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
    const { size, inputs } = this.#learnt;
    const statistics = new Float64Array(this.#statistics());
    statistics.set(this.#learnt.numbers());
    this.#runs.save(statistics, size);
    inputs?.saveLevels(statistics, size + RUN_STATE);
    const kept = Math.min(this.#ring.count, this.#memory());
    return encodeArtifact(KIND, this.#identity(), {
      readings: this.#ring.latest(new Float64Array(kept)),
      statistics,
      ...this.#hold.save(),
    });
  }

  /** The readings are replayed through the windows: their sums depend on no older ones, see `memoryOf`. */
  #restore(state: Uint8Array): void {
    const { header, columns } = decodeArtifact(KIND, state);
    const { readings, statistics, hold } = columns;
    const { size, inputs } = this.#learnt;
    const identity = this.#identity();
    if (Object.entries(identity).some(([name, value]) => header[name] !== value)) {
      throw new CorruptArtifactError(KIND, 'it belongs to another fit');
    }
    const fits = readings?.length <= this.#memory() && statistics?.length === this.#statistics();
    if (!fits || !this.#hold.restore(hold, size)) {
      throw new CorruptArtifactError(KIND, 'its columns do not fit');
    }
    for (const reading of readings) {
      this.#ring.push(reading);
      for (const nearest of this.#shapes) nearest.advance();
    }
    this.#learnt.putBack(statistics.subarray(0, size));
    this.#runs.restore(statistics, size);
    inputs?.restoreLevels(statistics, size + RUN_STATE);
  }

  /** Numbers of all statistics. */
  #statistics(): number {
    const { size, inputs } = this.#learnt;
    return size + RUN_STATE + (inputs?.levelsSize ?? 0);
  }

  #memory(): number {
    return memoryOf(this.#warm);
  }

  #identity() {
    const { scale, samples, threshold } = this.#fit;
    return { centre: scale.centre, scale: scale.scale, samples, threshold, windows: this.#warm };
  }
}
