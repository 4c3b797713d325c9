import { type ChannelForecasts, originsOf } from './channel-forecasts.ts';
import type { IntervalStage } from './interval-stages.ts';

/** Of the central interval of one nominal level, over every channel, scored window and step that was recorded. */
export interface IntervalFigures {
  readonly coverage: number;
  readonly width: number;
  /** Gneiting & Raftery 2007: width + 2/(1 − level) times what lies outside. */
  readonly intervalScore: number;
  readonly coverageByChannel: Readonly<Record<string, number>>;
}

/** Collects the intervals of one stage and level, channel by channel. */
export class IntervalScores {
  readonly #stage: IntervalStage;
  readonly #level: number;
  /** Coverage of each channel so far. */
  readonly #byChannel: Record<string, number> = {};
  #inside = 0;
  #width = 0;
  #score = 0;
  #count = 0;

  constructor(stage: IntervalStage, level: number) {
    this.#stage = stage;
    this.#level = level;
  }

  add(forecasts: ChannelForecasts): void {
    const { channel, values, firstOrigin, firstScored } = forecasts;
    const bandAt = this.#stage(forecasts, this.#level);
    if (bandAt === null) return;
    const [inside, count] = [this.#inside, this.#count];
    for (let row = firstScored - firstOrigin; row < originsOf(forecasts); row++) {
      const { lower, upper } = bandAt(row);
      this.#count += this.#scored(lower, upper, values.subarray(firstOrigin + row));
    }
    this.#byChannel[channel] = (this.#inside - inside) / (this.#count - count);
  }

  #scored(lower: Float64Array, upper: Float64Array, actual: Float64Array): number {
    let count = 0;
    for (let step = 0; step < lower.length; step++) {
      const value = actual[step];
      if (Number.isNaN(value)) continue;
      const outside = Math.max(0, lower[step] - value, value - upper[step]);
      this.#width += upper[step] - lower[step];
      this.#score += upper[step] - lower[step] + (2 / (1 - this.#level)) * outside;
      if (outside === 0) this.#inside++;
      count++;
    }
    return count;
  }

  /** Null where nothing could be calibrated. */
  figures(): IntervalFigures | null {
    const count = this.#count;
    if (count === 0) return null;
    return {
      coverage: this.#inside / count,
      width: this.#width / count,
      intervalScore: this.#score / count,
      coverageByChannel: this.#byChannel,
    };
  }
}
