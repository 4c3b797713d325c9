import type { ResolvedCase } from './platt-scaling.ts';

const BINS = 10;

/** Mean squared error of probabilities (Brier 1950); of no case NaN. */
export const brierScore = (cases: readonly ResolvedCase[]): number =>
  cases.reduce((sum, { probability, happened }) => sum + (probability - (happened ? 1 : 0)) ** 2, 0) /
  cases.length;

/**
 * 1 − Brier score / that of always saying the share that happened among these cases: 0 says no more than that share, 1
 * everything, below 0 less than nothing. Null where all cases ended alike.
 */
export const brierSkill = (cases: readonly ResolvedCase[]): number | null => {
  const share = cases.filter(({ happened }) => happened).length / cases.length;
  const climatology = share * (1 - share);
  return climatology > 0 ? 1 - brierScore(cases) / climatology : null;
};

/**
 * Expected calibration error: over ten bins of probability, |mean said − share that happened| weighted by the cases of
 * the bin; 0 … 1.
 */
export const expectedCalibrationError = (cases: readonly ResolvedCase[]): number => {
  const off = new Float64Array(BINS);
  for (const { probability, happened } of cases) {
    const bin = Math.min(BINS - 1, Math.floor(probability * BINS));
    off[bin] += probability - (happened ? 1 : 0);
  }
  return off.reduce((sum, difference) => sum + Math.abs(difference), 0) / cases.length;
};
