/** A repeatable stream of numbers in [0, 1) (mulberry32). */
export const seededUniform = (seed: number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

export const seededNormal = (seed: number) => {
  const uniform = seededUniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
};

/** 50 + 2 sin(2πt/96) + .3 noise: a healthy sensor with a daily season. */
export const healthy = (seed: number, length: number): Float64Array => {
  const normal = seededNormal(seed);
  return Float64Array.from({ length }, (_, t) => 50 + 2 * Math.sin((2 * Math.PI * t) / 96) + 0.3 * normal());
};
