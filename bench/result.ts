import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';

/** On what it was measured. */
const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
});

/** Least, middle and most of some figures, rounded to three decimals. */
export function spread(figures: readonly number[]): Record<'min' | 'median' | 'max', number> {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  const rounded = (value: number) => Math.round(value * 1_000) / 1_000;
  return { min: rounded(sorted[0]), median: rounded(median), max: rounded(sorted[sorted.length - 1]) };
}

/** Writes `bench/results/NAME.json` and gives what it wrote. */
export function writeResult(name: string, figures: object): object {
  const result = { benchmark: name, measuredAt: new Date().toISOString(), machine: machine(), ...figures };
  const folder = resolve(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(resolve(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}
