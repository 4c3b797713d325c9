import { hasCrossed, type Limit } from './limit.ts';

/**
 * What is often done, to stand beside: errors of σ√h at step h that have nothing to do with each other, so that every
 * step is a new chance to cross. Entry h: the probability within h + 1 steps.
 * @param deviation σ of the one-step error; above 0
 */
export const independentSteps = (point: Float64Array, deviation: number, limit: Limit): Float64Array => {
  let stays = 1;
  return point.map((value, step) => {
    const distance = limit.side === 'UPPER' ? limit.value - value : value - limit.value;
    stays *= normalCdf(distance / (deviation * Math.sqrt(step + 1)));
    return 1 - stays;
  });
};

/** 1 from the step on at which the forecast itself has crossed, 0 before. */
export const pointCrosses = (point: Float64Array, limit: Limit): Float64Array => {
  let crossed = false;
  return point.map((value) => {
    crossed ||= hasCrossed(limit, value);
    return crossed ? 1 : 0;
  });
};

/** Abramowitz & Stegun 26.2.17, to 7.5e-8. */
const normalCdf = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const beyond = 0.3989422804014327 * Math.exp((-z * z) / 2) * series;
  return z >= 0 ? 1 - beyond : beyond;
};
