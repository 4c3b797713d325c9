import type { LiveDetector } from '../../src/ml/detector.ts';
import type { Series } from '../../src/ml/series.ts';

const ROUNDS = 5;
const ROUND_CPU_SECONDS = 0.5;
const CHUNK = 500;

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Readings per second of CPU in each of five rounds, after one that warms up; the stream goes round. */
export function readingsPerSecond(live: LiveDetector, stream: Series): number[] {
  let t = 0;
  const inputs = new Float64Array(stream.inputs.length);
  const round = () => {
    const startedAt = cpuSeconds();
    let readings = 0;
    while (cpuSeconds() - startedAt < ROUND_CPU_SECONDS) {
      for (let i = 0; i < CHUNK; i++, t = (t + 1) % stream.values.length) {
        for (let k = 0; k < inputs.length; k++) inputs[k] = stream.inputs[k][t];
        live.update(stream.values[t], inputs);
      }
      readings += CHUNK;
    }
    return readings / (cpuSeconds() - startedAt);
  };
  round();
  return Array.from({ length: ROUNDS }, round);
}
