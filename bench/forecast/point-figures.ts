import { type ChannelForecasts, originsOf, pathAt } from './channel-forecasts.ts';

/** Over every channel, scored window and step that was recorded; in standard deviations of the train rows. */
export interface PointFigures {
  readonly mse: number;
  readonly mae: number;
}

export class PointScores {
  #squares = 0;
  #absolute = 0;
  #count = 0;

  add(forecasts: ChannelForecasts): void {
    const { values, firstOrigin, firstScored } = forecasts;
    for (let row = Math.max(0, firstScored - firstOrigin); row < originsOf(forecasts); row++) {
      const path = pathAt(forecasts, row);
      for (let step = 0; step < path.length; step++) {
        const error = values[firstOrigin + row + step] - path[step];
        if (Number.isNaN(error)) continue;
        this.#squares += error * error;
        this.#absolute += Math.abs(error);
        this.#count++;
      }
    }
  }

  figures(): PointFigures {
    return { mse: this.#squares / this.#count, mae: this.#absolute / this.#count };
  }
}
