import { clipSpikes } from '../../numbers/spikes.ts';
import { UnitScale } from '../../numbers/unit-scale.ts';
import { clampFinite } from '../point-model.ts';
import { type Cycle, cycleProfile, profileOver } from './cycle-profile.ts';

/** Training samples beyond this many half ranges (0.1–99.9 %) are cut to it. */
const WILD = 3;

/** A series as the weights are fitted to it: without spikes and season, of unit variance. */
export interface TrainStretch {
  readonly values: Float64Array;
  /** Of the first sample; one clock for all sensors of a group, and later for what is forecast. */
  readonly step: number;
}

/** A stretch, and the season that was taken from it, in the unit of the sensor. */
export interface Levelled {
  readonly stretch: TrainStretch;
  readonly profile: Float64Array;
}

/**
 * @param values filled
 * @param withProfile whether the mean season of the training samples is taken away
 */
export const levelled = (
  values: Float64Array,
  step: number,
  cycle: Cycle,
  withProfile: boolean,
): Levelled => {
  const calm = clipSpikes(values);
  const scale = UnitScale.of(calm);
  const scaled = calm.map((value) => Math.max(-WILD, Math.min(WILD, scale.apply(value))));
  const deviation = standardDeviation(scaled);
  const unit = deviation > 0 ? deviation : 1;
  const profile = withProfile ? cycleProfile(scaled, cycle, step) : new Float64Array(cycle.bins);
  const season = profileOver(profile, cycle, step, scaled.length);
  return {
    stretch: { values: scaled.map((value, i) => (value - season[i]) / unit), step },
    profile: profile.map((value) => clampFinite(value * scale.scale)),
  };
};

const standardDeviation = (values: Float64Array): number => {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let variance = 0;
  for (const value of values) variance += (value - mean) ** 2 / values.length;
  return Math.sqrt(variance);
};
