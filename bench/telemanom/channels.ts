/** One training: a channel, and the seed of everything that is random in it. */
export interface Run {
  readonly channel: string;
  readonly seed: number;
}

/**
 * Fixed before the first of them was trained: of each spacecraft's labelled channels, in the order of their names, the
 * eight that are spaced evenly (k·n/8, rounded down).
 */
export const CHANNELS = {
  SMAP: ['A-1', 'A-7', 'D-12', 'D-8', 'E-13', 'E-7', 'G-3', 'P-4'],
  MSL: ['C-1', 'D-14', 'F-5', 'M-2', 'M-6', 'P-10', 'S-2', 'T-5'],
} as const;

/** The first and the fifth of each, trained with two more seeds. */
export const REPEATED = ['A-1', 'E-13', 'C-1', 'M-6'] as const;

export const FIRST_SEED = 1;
export const SEEDS = [1, 2, 3] as const;

/** Every training of the benchmark: those of the first seed before all others. */
export const RUNS: readonly Run[] = SEEDS.flatMap((seed) => {
  const channels = seed === FIRST_SEED ? [...CHANNELS.MSL, ...CHANNELS.SMAP] : REPEATED;
  return channels.map((channel) => ({ channel, seed }));
});
