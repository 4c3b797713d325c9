import { FEATURES } from './window-envelope.ts';

const MOST_POINTS = 256;
/** Windows from which the points are taken. */
const MOST_WINDOWS = 2048;
/** Points nearer to one another than this say the same. */
const SAME = 0.02;

/** Points whose inputs are farther off than the nearest by no more than this say what is normal with such inputs. */
const ALIKE = 0.1;

/** Scaled units; low ≤ expected ≤ high. */
export interface LevelRange {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** Rows in step: features of windows, and the levels of the inputs at the end of each. */
export interface WindowRows {
  readonly features: Float64Array;
  readonly levels: Float64Array;
}

/**
 * Where the value and its inputs were together in normal data. A point holds the features of a window in widths of the
 * envelope, and the levels of the inputs. With f_i the distance to point i in the features and g_i that in the levels,
 * both sums of absolute differences, `strangeness` is min_i(f_i + g_i) − min_i f_i − min_i g_i ≥ 0: how much stranger
 * the two are together than each is alone. A value or an input that training never showed has none on its own account.
 */
export class OperatingPoints {
  readonly points: Float64Array;
  readonly inputs: number;
  /** What counts as 1 in each feature, scaled units. */
  readonly spreads: Float64Array;

  constructor(points: Float64Array, inputs: number, spreads: Float64Array) {
    this.points = points;
    this.inputs = inputs;
    this.spreads = spreads;
  }

  /** At most 256 points, spread over the windows of the stretches so that rare ones are among them. */
  static of(stretches: readonly WindowRows[], inputs: number, spreads: Float64Array): OperatingPoints {
    const windows = stretches.reduce((sum, { features }) => sum + features.length / FEATURES, 0);
    const stride = Math.max(1, Math.ceil(windows / MOST_WINDOWS));
    const rows: number[] = [];
    let passed = 0;
    for (const { features, levels } of stretches) {
      for (let i = 0; i * FEATURES < features.length; i++) {
        if (passed++ % stride !== 0) continue;
        for (let f = 0; f < FEATURES; f++) rows.push(features[i * FEATURES + f] / spreads[f]);
        for (let k = 0; k < inputs; k++) rows.push(levels[i * inputs + k]);
      }
    }
    return new OperatingPoints(spreadPoints(Float64Array.from(rows), FEATURES + inputs), inputs, spreads);
  }

  /** @param at where the features stand in their array; `levelsAt`, the levels */
  strangeness(features: Float64Array, at: number, levels: Float64Array, levelsAt: number): number {
    const { points, inputs } = this;
    const size = FEATURES + inputs;
    const b0 = features[at] / this.spreads[0];
    const b1 = features[at + 1] / this.spreads[1];
    const b2 = features[at + 2] / this.spreads[2];
    let together = Number.POSITIVE_INFINITY;
    let ofFeatures = Number.POSITIVE_INFINITY;
    let ofLevels = Number.POSITIVE_INFINITY;
    for (let p = 0; p < points.length; p += size) {
      const f = Math.abs(points[p] - b0) + Math.abs(points[p + 1] - b1) + Math.abs(points[p + 2] - b2);
      let g = 0;
      for (let k = 0; k < inputs; k++) g += Math.abs(points[p + FEATURES + k] - levels[levelsAt + k]);
      if (f < ofFeatures) ofFeatures = f;
      if (g < ofLevels) ofLevels = g;
      if (f + g < together) together = f + g;
    }
    return points.length === 0 ? 0 : Math.max(0, together - ofFeatures - ofLevels);
  }

  /** The level of the value at the point with the nearest inputs, and the range of those with inputs almost as near. */
  levelAt(levels: Float64Array): LevelRange {
    const size = FEATURES + this.inputs;
    const distances = Float64Array.from({ length: this.points.length / size }, (_, p) =>
      levels.reduce((sum, level, k) => sum + Math.abs(this.points[p * size + FEATURES + k] - level), 0),
    );
    const least = Math.min(...distances);
    const nearest = distances.indexOf(least);
    const levelOf = (p: number) => this.points[p * size] * this.spreads[0];
    const alike = Array.from(distances.keys())
      .filter((p) => distances[p] <= least + ALIKE)
      .map(levelOf);
    return { expected: levelOf(nearest), low: Math.min(...alike), high: Math.max(...alike) };
  }
}

/** Each next point is the one farthest from those taken (Gonzalez 1985). */
const spreadPoints = (rows: Float64Array, size: number): Float64Array => {
  const count = rows.length / size;
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const taken: number[] = [];
  let next = 0;
  while (taken.length < Math.min(count, MOST_POINTS)) {
    taken.push(next);
    const from = next * size;
    let farthest = -1;
    for (let i = 0; i < count; i++) {
      let distance = 0;
      for (let k = 0; k < size; k++) distance += Math.abs(rows[i * size + k] - rows[from + k]);
      nearest[i] = Math.min(nearest[i], distance);
      if (nearest[i] > farthest) {
        farthest = nearest[i];
        next = i;
      }
    }
    if (farthest < SAME) break;
  }
  const points = new Float64Array(taken.length * size);
  taken.forEach((row, k) => {
    points.set(rows.subarray(row * size, (row + 1) * size), k * size);
  });
  return points;
};
