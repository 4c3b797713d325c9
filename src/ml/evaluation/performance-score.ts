import { InvalidInputError } from '../../errors.ts';

/** How much each part counts; at least 0, and not all of them 0. Only their ratios matter. */
export interface PerformanceWeights {
  readonly skill: number;
  readonly accuracy: number;
  readonly calibration: number;
  readonly evidence: number;
}

export type PerformancePart = keyof PerformanceWeights;

export const DEFAULT_WEIGHTS: PerformanceWeights = {
  skill: 0.4,
  accuracy: 0.3,
  calibration: 0.2,
  evidence: 0.1,
};

const PERFORMANCE_PARTS = Object.keys(DEFAULT_WEIGHTS) as readonly PerformancePart[];

/** The formula of the score, for people. It is the same for both tasks; what differs is which figures its parts are made of. */
export const PERFORMANCE_FORMULA = [
  'score = 100 · Σ weight · part / Σ weight over the parts skill, accuracy, calibration and evidence, each from 0 to 1; a part',
  'whose figures were not measured is 0.5.',
  'skill = (b + c) / (e + b + 2c), e the error of the version and b that of the naive baseline on the same samples: false alarms per',
  '10,000 with c = 1 for a detector, MASE (of the baseline, too) with c = 0.1 for a forecaster; 0.5 is as good as the baseline.',
  'accuracy = F1 against the labels for a detector, 1 − sMAPE / 200 for a forecaster.',
  'calibration = 1 − share of the held-out samples inside an anomaly for a detector, 1 − |coverage of the 90 % band − 0.9| / 0.9 for a',
  'forecaster.',
  'evidence = n / (n + 200), n the held-out samples of a detector, the steps scored of a forecaster.',
].join(' ');

/** A part of a score: from 0 to 1, and what it counts. */
export interface WeighedPart {
  readonly part: PerformancePart;
  readonly value: number;
  readonly weight: number;
}

export interface Performance {
  /** From 0 to 100; higher is better. */
  readonly score: number;
  readonly parts: readonly WeighedPart[];
}

type Figures = Readonly<Record<string, number | undefined>>;

const LARGEST_WEIGHT = 1_000;
const UNKNOWN = 0.5;
/** Samples at which the evidence is half of what it can be. */
const HALF_EVIDENCE = 200;
const NOMINAL_COVERAGE = 0.9;

/** @throws InvalidInputError */
export const checkedWeights = (weights: PerformanceWeights): PerformanceWeights => {
  const checked = Object.fromEntries(
    PERFORMANCE_PARTS.map((part) => [part, checkedWeight(part, weights[part])]),
  );
  if (PERFORMANCE_PARTS.every((part) => checked[part] === 0))
    throw new InvalidInputError('weights', '0 for every part', 'above 0 for at least one part');
  return checked as unknown as PerformanceWeights;
};

const checkedWeight = (part: PerformancePart, weight: number): number => {
  if (weight >= 0 && weight <= LARGEST_WEIGHT) return weight;
  throw new InvalidInputError(`weights.${part}`, weight, `from 0 to ${LARGEST_WEIGHT}`);
};

/**
 * One figure for how well a version did out of sample, after PERFORMANCE_FORMULA: continuous in every figure, without steps
 * or bands.
 * @param metrics of the version and of the naive baseline on the same samples, as they were registered
 */
export const performanceOf = (
  task: 'DETECTION' | 'FORECASTING',
  metrics: Figures,
  baseline: Figures,
  weights: PerformanceWeights,
): Performance => {
  const values = (task === 'DETECTION' ? detectionParts : forecastingParts)(metrics, baseline);
  const parts = PERFORMANCE_PARTS.map((part) => ({ part, value: values[part], weight: weights[part] }));
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return { score: (100 * parts.reduce((sum, { value, weight }) => sum + value * weight, 0)) / total, parts };
};

type Parts = Record<PerformancePart, number>;

const detectionParts = (metrics: Figures, baseline: Figures): Parts => ({
  skill: skill(metrics.falseAlarmsPer10000, baseline.falseAlarmsPer10000, 1),
  accuracy: known(metrics.f1, (f1) => f1),
  calibration: known(metrics.shareFlagged, (share) => 1 - share),
  evidence: evidence(metrics.samples),
});

const forecastingParts = (metrics: Figures, baseline: Figures): Parts => ({
  skill: skill(metrics.mase, baseline.mase, 0.1),
  accuracy: known(metrics.smape, (smape) => 1 - smape / 200),
  calibration: known(metrics.coverage, (share) => 1 - Math.abs(share - NOMINAL_COVERAGE) / NOMINAL_COVERAGE),
  evidence: evidence(stepsScored(metrics)),
});

const known = (figure: number | undefined, part: (figure: number) => number): number =>
  figure === undefined ? UNKNOWN : Math.max(0, part(figure));

const stepsScored = ({ origins, horizon }: Figures): number | undefined =>
  origins === undefined ? undefined : origins * (horizon ?? 1);

const skill = (error: number | undefined, baseline: number | undefined, scale: number): number =>
  error === undefined || baseline === undefined
    ? UNKNOWN
    : (baseline + scale) / (error + scale + (baseline + scale));

const evidence = (samples: number | undefined): number =>
  known(samples, (count) => count / (count + HALF_EVIDENCE));
