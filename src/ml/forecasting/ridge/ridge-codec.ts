import { z } from 'zod';
import { CorruptArtifactError } from '../../../errors.ts';
import { decodeBundle, encodeBundle } from '../../artifact-bundle.ts';
import { decodeArtifact, encodeArtifact } from '../../artifact-codec.ts';
import { type PathIntervals, restoreIntervals } from '../../intervals/path-intervals.ts';
import { BandedForecaster } from '../banded-forecaster.ts';
import { LONGEST_HORIZON, LONGEST_LOOKBACK } from '../forecaster-config.ts';
import { cycleOf } from './cycle-profile.ts';
import { RidgeModel } from './ridge-model.ts';
import { longestLookback, type RidgeShape, type RidgeWeights } from './ridge-weights.ts';

/** A fitted group before it is a forecaster: weights once, profile and bands of each sensor. */
export interface RidgeGroup {
  readonly shape: RidgeShape;
  readonly weights: RidgeWeights;
  readonly startStep: number | null;
  readonly members: readonly { readonly profile: Float64Array; readonly bands: PathIntervals }[];
}

const samples = (most: number) => z.int().min(1).max(most);

const sharedHeader = z.object({
  lookbacks: z.array(samples(LONGEST_LOOKBACK)).min(1),
  horizon: samples(LONGEST_HORIZON),
  period: z.number().min(1).max(LONGEST_LOOKBACK),
  minimumHistory: samples(2 * LONGEST_LOOKBACK),
  startStep: z.number().nullable(),
});

const sharedKind = (name: string): string => `${name} weights`;
const memberKind = (name: string): string => `${name} sensor`;

/** One artifact: the weights, then a part a sensor. */
export const encodeRidge = (name: string, { shape, weights, startStep, members }: RidgeGroup): Uint8Array => {
  const { lookbacks, horizon, cycle, minimumHistory } = shape;
  const header = { lookbacks, horizon, period: cycle.period, minimumHistory, startStep };
  const shared = encodeArtifact(sharedKind(name), header, { ...weights });
  const parts = members.map(({ profile, bands }) =>
    encodeArtifact(memberKind(name), {}, { profile, ...bands.columns() }),
  );
  return encodeBundle(name, { header: {}, parts: [shared, ...parts] });
};

/** @throws CorruptArtifactError */
export const decodeRidge = (name: string, bytes: Uint8Array): RidgeGroup => {
  const { parts } = decodeBundle(name, bytes);
  if (parts.length < 2) throw new CorruptArtifactError(name, 'it has no sensor');
  const { header, columns } = decodeArtifact(sharedKind(name), parts[0]);
  const parsed = sharedHeader.safeParse(header);
  if (!parsed.success) throw new CorruptArtifactError(name, 'its header is not one of a ridge');
  const { lookbacks, horizon, period, minimumHistory, startStep } = parsed.data;
  const shape: RidgeShape = { lookbacks, horizon, cycle: cycleOf(period), minimumHistory };
  const weights = checkedWeights(name, shape, columns);
  const members = parts.slice(1).map((part) => {
    const { columns: own } = decodeArtifact(memberKind(name), part);
    if (own.profile?.length !== shape.cycle.bins || !own.profile.every(Number.isFinite)) {
      throw new CorruptArtifactError(name, 'a profile does not fit its season');
    }
    return { profile: own.profile, bands: restoreIntervals(name, horizon, own) };
  });
  return { shape, weights, startStep, members };
};

const checkedWeights = (
  name: string,
  shape: RidgeShape,
  { direct, correction }: Record<string, Float64Array>,
): RidgeWeights => {
  const { lookbacks, horizon, cycle } = shape;
  const isAscending = lookbacks.every((lookback, i) => i === 0 || lookback > lookbacks[i - 1]);
  if (!isAscending || cycle.bins > lookbacks[0]) {
    throw new CorruptArtifactError(name, 'its look-backs do not ascend from the season');
  }
  const corrected = cycle.bins * horizon * cycle.bins;
  const fits =
    direct?.length === horizon * longestLookback(shape) &&
    (correction?.length === 0 || correction?.length === corrected);
  if (!fits || !direct.every(Number.isFinite) || !correction.every(Number.isFinite)) {
    throw new CorruptArtifactError(name, 'its weights do not fit its look-back and horizon');
  }
  return { direct, correction };
};

/** The forecaster of each sensor. Alone, one is saved as a group of itself. */
export const ridgeForecasters = (name: string, group: RidgeGroup): BandedForecaster[] =>
  group.members.map((member) => {
    const model = new RidgeModel(group.shape, group.weights, member.profile);
    const save = () => encodeRidge(name, { ...group, members: [member] });
    return new BandedForecaster(model, member.bands, group.startStep, save);
  });
