import { RandomStream } from '../src/ml/numbers/random-stream.ts';

const SEED = 1;

/** Share of the steps at which a command changes. */
const SWITCHED = 0.02;

/** Columns as telemetry has them once scaled: a wave with noise, and inputs that are 0 or 1 for a while. */
export const seededColumns = (inputs: number, length: number): Float64Array[] => {
  const random = new RandomStream(SEED);
  const value = Float64Array.from({ length }, (_, t) => Math.sin(t / 8) + 0.1 * random.normal());
  const commands = Array.from({ length: inputs - 1 }, () => {
    let state = 0;
    return new Float64Array(length).map(() => {
      if (random.uniform() < SWITCHED) state = 1 - state;
      return state;
    });
  });
  return [value, ...commands];
};
