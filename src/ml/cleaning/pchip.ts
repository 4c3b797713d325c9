import type { GapFiller } from './gaps.ts';

/**
 * Piecewise cubic Hermite interpolation, monotone: the slopes at the ends of a gap are the weighted harmonic means of
 * Fritsch & Butland (*A method for constructing local monotone piecewise cubic interpolants*, SIAM J. Sci. Stat. Comput.
 * 5, 1984), the slope at the end of a series their one-sided three-point rule, as SciPy's PchipInterpolator has it.
 *
 * Not the natural cubic spline: that overshoots beside a step, so that it invents peaks that nobody measured, and every
 * sample of the series moves every gap. This one stays between the two values beside the gap, and reads them and one more
 * known sample on each side. A gap at either end of the series stays.
 */
export const pchipFiller =
  (values: Float64Array): GapFiller =>
  ({ start, end }) => {
    const [a, b] = [start - 1, end + 1];
    if (a < 0 || b >= values.length) return () => Number.NaN;
    const before = lastKnown(values, a - 1);
    const after = firstKnown(values, b + 1);
    const unit = largest([a, b, before, after].map((t) => values[t]));
    const at = (t: number): Knot => ({ t, value: unit > 0 ? values[t] / unit : 0 });
    const previous = before < 0 ? undefined : at(before);
    const next = after < 0 ? undefined : at(after);
    const [from, to] = [at(a), at(b)];
    const slopes = [slopeAt(from, to, previous, next), slopeAt(to, from, next, previous)];
    const [low, high] = [Math.min(values[a], values[b]), Math.max(values[a], values[b])];
    return (t) => Math.min(high, Math.max(low, unit * hermite(from, to, slopes[0], slopes[1], t)));
  };

interface Knot {
  readonly t: number;
  readonly value: number;
}

const lastKnown = (values: Float64Array, from: number): number => {
  let t = from;
  while (t >= 0 && Number.isNaN(values[t])) t--;
  return t;
};

/** −1 where there is none. */
const firstKnown = (values: Float64Array, from: number): number => {
  let t = from;
  while (t < values.length && Number.isNaN(values[t])) t++;
  return t < values.length ? t : -1;
};

/** Divides slopes that would overflow. */
const largest = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);

const chord = (one: Knot, other: Knot): number => (other.value - one.value) / (other.t - one.t);

/** At `own`, an end of the gap whose other end is `across`; `outside` and `beyond` are the knots next to them. */
const slopeAt = (own: Knot, across: Knot, outside: Knot | undefined, beyond: Knot | undefined): number => {
  const inner = chord(own, across);
  if (outside !== undefined) return meanSlope(outside, own, across, inner);
  return beyond === undefined ? inner : endSlope(own, across, beyond, inner);
};

const meanSlope = (outside: Knot, own: Knot, across: Knot, inner: number): number => {
  const outer = chord(outside, own);
  if (Math.sign(outer) * Math.sign(inner) <= 0) return 0;
  const [far, near] = [Math.abs(own.t - outside.t), Math.abs(across.t - own.t)];
  const [outerWeight, innerWeight] = [2 * near + far, near + 2 * far];
  return (outerWeight + innerWeight) / (outerWeight / outer + innerWeight / inner);
};

const endSlope = (own: Knot, across: Knot, beyond: Knot, inner: number): number => {
  const outer = chord(across, beyond);
  const [near, far] = [Math.abs(across.t - own.t), Math.abs(beyond.t - across.t)];
  const slope = ((2 * near + far) * inner - near * outer) / (near + far);
  if (Math.sign(slope) !== Math.sign(inner)) return 0;
  const turns = Math.sign(inner) !== Math.sign(outer);
  return turns && Math.abs(slope) > 3 * Math.abs(inner) ? 3 * inner : slope;
};

const hermite = (from: Knot, to: Knot, slopeFrom: number, slopeTo: number, t: number): number => {
  const length = to.t - from.t;
  const u = (t - from.t) / length;
  const rest = 1 - u;
  return (
    rest * rest * (1 + 2 * u) * from.value +
    rest * rest * u * length * slopeFrom +
    u * u * (3 - 2 * u) * to.value -
    u * u * rest * length * slopeTo
  );
};
