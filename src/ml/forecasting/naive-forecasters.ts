import { z } from 'zod';
import { CorruptArtifactError } from '../../errors.ts';
import { parseConfig } from '../parse-config.ts';
import { withBands } from './banded-family.ts';
import { horizonField, intervalsField, LONGEST_LOOKBACK, seasonField } from './forecaster-config.ts';
import type { PointModel } from './point-model.ts';
import { findSeason } from './season.ts';

/** How far back the last value is looked for when the newest samples are missing. */
const LAST_VALUE_LOOKBACK = 100;
const FEWEST_SAMPLES = 12;

/** Repeats the last season; with a season of 1 the last value. */
class SeasonalNaiveModel implements PointModel {
  readonly season: number;

  constructor(season: number) {
    this.season = season;
  }

  get lookback(): number {
    return Math.max(LAST_VALUE_LOOKBACK, 2 * this.season);
  }

  get minimumHistory(): number {
    return this.season;
  }

  predict(window: Float64Array, path: Float64Array): void {
    const cycle = window.length - this.season;
    for (let step = 0; step < path.length; step++) path[step] = window[cycle + (step % this.season)];
  }
}

/** What the seasonal naive forecast is of a series whose season is known. */
export const seasonalNaive = (season: number): PointModel => new SeasonalNaiveModel(season);

const seasonalConfig = z.strictObject({ ...horizonField, ...seasonField, ...intervalsField });
type SeasonalConfig = z.infer<typeof seasonalConfig>;
const seasonHeader = z.int().min(1).max(LONGEST_LOOKBACK);

/** The value one season before; where no season is found, the last value. */
export const seasonalNaiveForecaster = withBands<SeasonalConfig, number, PointModel>({
  name: 'seasonal-naive',
  parseConfig: (input) => parseConfig(seasonalConfig, input),
  minimumFit: ({ season }) => Math.max(FEWEST_SAMPLES, season === 'auto' ? 1 : 2 * season),
  shape: (values, { season }) => (season === 'auto' ? findSeason(values) : season),
  fit: (_values, season) => seasonalNaive(season),
  artifact: ({ season }) => ({ header: { season }, columns: {} }),
  restore: ({ header }) => {
    const season = seasonHeader.safeParse(header.season);
    if (!season.success) throw new CorruptArtifactError('seasonal-naive', 'it has no season');
    return seasonalNaive(season.data);
  },
});

const lastValueConfig = z.strictObject({ ...horizonField, ...intervalsField });
type LastValueConfig = z.infer<typeof lastValueConfig>;

/** The last usable value at every step: the forecast that any other has to beat. */
export const lastValueForecaster = withBands<LastValueConfig, null, PointModel>({
  name: 'last-value',
  parseConfig: (input) => parseConfig(lastValueConfig, input),
  minimumFit: () => FEWEST_SAMPLES,
  shape: () => null,
  fit: () => seasonalNaive(1),
  artifact: () => ({ header: {}, columns: {} }),
  restore: () => seasonalNaive(1),
});
