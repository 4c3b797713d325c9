import { InsufficientDataError } from '../../errors.ts';
import type { FitOptions } from '../detector.ts';
import { forwardFill } from '../numbers/forward-fill.ts';
import { usableCount } from '../numbers/missing-values.ts';
import { UnitScale } from '../numbers/unit-scale.ts';
import { type RunLimits, RunTrack } from '../run-track.ts';
import type { Series } from '../series.ts';
import { fitThreshold } from '../thresholds/fit-threshold.ts';
import { ScoreTail } from '../thresholds/score-tail.ts';
import type { DiscordConfig } from './discord-config.ts';
import { type DriftLimits, driftLimits } from './drift-track.ts';
import { memoryOf, NearestWindow } from './nearest-window.ts';
import { fitOperating, type OperatingFit } from './operating-fit.ts';
import { ReadingRing } from './reading-ring.ts';
import { type Excerpts, excerptsOf } from './reference-samples.ts';
import { nullDeviations, type ScoreNull, scoreNull } from './running-normaliser.ts';
import { FEATURES, trailingFeatures, WindowEnvelope } from './window-envelope.ts';

/** Everything a fit found out; all numbers but the scale's are in scaled units. */
export interface DiscordFit {
  readonly config: DiscordConfig;
  /** Samples of the training series. */
  readonly samples: number;
  readonly scale: UnitScale;
  /** Range of the training values. */
  readonly low: number;
  readonly high: number;
  readonly excerpts: Excerpts;
  readonly batchEnvelope: WindowEnvelope;
  readonly liveEnvelope: WindowEnvelope;
  /** Of the two shape distances and the envelope exceedance. */
  readonly nulls: readonly [ScoreNull, ScoreNull, ScoreNull];
  /** Null where the inputs have no say. */
  readonly operating: OperatingFit | null;
  /** How many inputs the training series had, where they are looked at. */
  readonly inputs: number;
  readonly drift: DriftLimits;
  readonly runs: RunLimits;
  /** Of the live score. */
  readonly tail: ScoreTail;
  /** Limit of the live score. */
  readonly threshold: number;
}

/** Windows in samples after shrinking to the length of the training series. */
export interface DiscordWindows {
  readonly batchShape: number;
  readonly batchEnvelope: number;
  readonly shapes: readonly [number, number];
  readonly envelope: number;
}

export const DISCORD_MINIMUM = 120;
const FOLDS = 5;

export const discordWindows = (config: DiscordConfig, samples: number): DiscordWindows => {
  const live = Math.floor(samples / (FOLDS + 1));
  return {
    batchShape: Math.min(config.batch.shapeWindow, Math.floor(samples / 3)),
    batchEnvelope: Math.min(config.batch.envelopeWindow, Math.floor(samples / 4)),
    shapes: [Math.min(config.live.shapeWindows[0], live), Math.min(config.live.shapeWindows[1], live)],
    envelope: Math.min(config.live.envelopeWindow, live),
  };
};

/** F = √(.75·((z₁ + z₂)/2)² + .25·z_v²), and its two parts. */
export const combineDeviations = (z1: number, z2: number, zEnvelope: number) => {
  const shape = Math.sqrt(0.75) * ((z1 + z2) / 2);
  const envelope = 0.5 * zEnvelope;
  return { shape, envelope, score: Math.hypot(shape, envelope) };
};

/** @throws InsufficientDataError */
export const fitDiscord = (train: Series, config: DiscordConfig, options: FitOptions): DiscordFit => {
  const usable = usableCount(train.values);
  if (usable < DISCORD_MINIMUM) throw new InsufficientDataError(DISCORD_MINIMUM, usable);
  const runs = new RunTrack();
  for (const value of train.values) runs.advance(value);
  const filled = forwardFill(train.values);
  const scale = config.scale === 'AUTO' ? UnitScale.of(filled) : new UnitScale(0, config.scale);
  const values = scale.applyAll(filled);
  const windows = discordWindows(config, values.length);
  const raw = heldOutScores(values, windows, config, options);
  const nulls = [scoreNull(raw[0]), scoreNull(raw[1]), scoreNull(raw[2])] as const;
  const [z1, z2, zv] = raw.map((scores, k) => nullDeviations(scores, nulls[k]));
  const rows = featureRows(values, windows.envelope);
  const operating = config.inputs ? fitOperating(train.inputs, rows, windows.envelope, config.floor) : null;
  const heldOut = z1
    .map((_, t) => combineDeviations(z1[t], z2[t], zv[t]).score)
    .filter((score) => !Number.isNaN(score));
  const longest = Math.max(windows.batchShape, ...windows.shapes);
  return {
    config,
    samples: values.length,
    scale,
    low: values.reduce((least, value) => Math.min(least, value)),
    high: values.reduce((most, value) => Math.max(most, value)),
    excerpts: excerptsOf([values], longest, config.maximumReferenceWindows),
    batchEnvelope: WindowEnvelope.of([featureRows(values, windows.batchEnvelope)], config.floor),
    liveEnvelope: WindowEnvelope.of([rows], config.floor),
    nulls,
    operating,
    inputs: config.inputs ? train.inputs.length : 0,
    drift: driftLimits(rows, config.drift, config.floor),
    runs: runs.limits(config.runs),
    tail: ScoreTail.of(heldOut),
    threshold: fitThreshold(config.live.threshold, heldOut),
  };
};

/** Features of every full window of the series, `FEATURES` numbers each, in order. */
export const featureRows = (values: Float64Array, window: number): Float64Array => {
  const rows = new Float64Array(Math.max(0, values.length - window + 1) * FEATURES);
  const ring = new ReadingRing(window);
  for (let t = 0; t < values.length; t++) {
    ring.push(values[t]);
    const row = t - window + 1;
    if (row >= 0) trailingFeatures(ring, window, rows.subarray(row * FEATURES, (row + 1) * FEATURES));
  }
  return rows;
};

/**
 * Scores of each sample by what the other four fifths of the series know: contiguous folds, no window crosses a
 * border. NaN where a fold's window is not yet full.
 */
const heldOutScores = (
  values: Float64Array,
  windows: DiscordWindows,
  config: DiscordConfig,
  options: FitOptions,
): readonly Float64Array[] => {
  const scores = [0, 1, 2].map(() => new Float64Array(values.length).fill(Number.NaN));
  for (let fold = 0; fold < FOLDS; fold++) {
    const from = Math.floor((fold * values.length) / FOLDS);
    const to = Math.floor(((fold + 1) * values.length) / FOLDS);
    const rest = [values.subarray(0, from), values.subarray(to)];
    const held = values.subarray(from, to);
    windows.shapes.forEach((window, k) => {
      const excerpts = excerptsOf(rest, window, config.maximumReferenceWindows);
      scores[k].set(shapeDistances(excerpts, window, held).distances, from);
    });
    const envelope = WindowEnvelope.of(
      rest.map((stretch) => featureRows(stretch, windows.envelope)),
      config.floor,
    );
    const rows = featureRows(held, windows.envelope);
    for (let i = 0; i * FEATURES < rows.length; i++) {
      scores[2][from + windows.envelope - 1 + i] = envelope.exceedance(rows, i * FEATURES);
    }
    options.onProgress?.((fold + 1) / FOLDS);
  }
  return scores;
};

/** Distance, and the neighbour's last value, of the window that ends at each sample; NaN before the first full one. */
export const shapeDistances = (excerpts: Excerpts, window: number, values: Float64Array) => {
  const ring = new ReadingRing(memoryOf(window));
  const nearest = new NearestWindow(excerpts, window, ring);
  const distances = new Float64Array(values.length);
  const expected = new Float64Array(values.length);
  for (let t = 0; t < values.length; t++) {
    ring.push(values[t]);
    distances[t] = nearest.advance();
    expected[t] = nearest.expected;
  }
  return { distances, expected };
};
