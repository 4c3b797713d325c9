import type { Series } from '../../src/ml/series.ts';
import { seededNormal, seededUniform } from './signals.ts';

const OFF_BAR = 5;
const ON_BAR = 9;
const LAG = 5;

/**
 * A pump that runs and rests for 40 to 160 readings at a time, by inputs 0; the pressure behind it follows within
 * some readings, with noise of .1 bar. Input 1 is the state of a valve that has nothing to do with it.
 * @param obeys whether the pressure follows the command at a reading
 */
export const pumpPressure = (
  seed: number,
  length: number,
  obeys: (t: number, command: number) => boolean = () => true,
): Series => {
  const uniform = seededUniform(seed);
  const normal = seededNormal(seed + 1_000);
  const switching = () => {
    let state = 0;
    let left = 0;
    return Float64Array.from({ length }, () => {
      if (left-- === 0) {
        state = 1 - state;
        left = 40 + Math.floor(120 * uniform());
      }
      return state;
    });
  };
  const command = switching();
  const valve = switching();
  let bar = OFF_BAR;
  const values = command.map((on, t) => {
    const wanted = on === 1 && obeys(t, on) ? ON_BAR : OFF_BAR;
    bar += (wanted - bar) / LAG;
    return bar + 0.1 * normal();
  });
  return { values, inputs: [command, valve] };
};
