/** Standard normal numbers, the same for the same seed (linear congruential, Box–Muller). */
export const gaussianNoise = (seed: number): (() => number) => {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
};

/** Season of 24, an AR(1) part of .7 and unit shocks: what a working sensor looks like. */
export const seasonalSensor = (length: number, seed: number): Float64Array => {
  const shock = gaussianNoise(seed);
  let memory = 0;
  return Float64Array.from({ length }, (_, t) => {
    memory = 0.7 * memory + shock();
    return 20 + 3 * Math.sin((2 * Math.PI * t) / 24) + memory;
  });
};
