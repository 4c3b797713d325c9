import { z } from 'zod';
import { count } from '../bounded.ts';

export const ROLLING_STATISTICS = ['MEAN', 'DEVIATION', 'MINIMUM', 'MAXIMUM', 'SLOPE'] as const;
export type RollingStatistic = (typeof ROLLING_STATISTICS)[number];

export const EXPONENTIAL_STATISTICS = ['MEAN', 'DEVIATION'] as const;
export type ExponentialStatistic = (typeof EXPONENTIAL_STATISTICS)[number];

export const CALENDAR_TERMS = ['HOUR_OF_DAY', 'DAY_OF_WEEK'] as const;
export type CalendarTerm = (typeof CALENDAR_TERMS)[number];

/** Samples that a window may hold: its cost is paid at every reading, and its samples are kept in the live state. */
const MOST_WINDOW = 256;
const MOST_SPAN = 1_000;
/** Columns that all features together may have. */
const MOST_FEATURES = 64;
const MOST_LAGS = 16;
const MOST_TRACKS = 8;
const LEAST_BINS = 2;

/** A list without repetition, at most so long. */
const some = <Item extends z.ZodType>(item: Item, most: number) => {
  const what = `at most ${most} different entries`;
  return z
    .array(item, what)
    .max(most, what)
    .refine((all) => new Set(all.map((one) => JSON.stringify(one))).size === all.length, { message: what })
    .nullish()
    .transform((given) => given ?? []);
};

const statistics = <Name extends string>(names: readonly [Name, ...Name[]]) => {
  const what = `at least one of ${names.join(', ')}, each once`;
  return z
    .array(z.enum(names, { error: what }), what)
    .min(1, what)
    .refine((all) => new Set(all).size === all.length, { message: what });
};

const rollingConfig = z.strictObject({
  /** Samples, the newest among them. */
  window: count(2, MOST_WINDOW),
  statistics: statistics(ROLLING_STATISTICS),
});

const exponentialConfig = z.strictObject({
  /** Samples: a new one has the weight 2 / (span + 1). */
  span: count(1, MOST_SPAN),
  statistics: statistics(EXPONENTIAL_STATISTICS),
});

const POWERS = [16, 32, 64, 128, 256];
const powers = `one of ${POWERS.join(', ')}`;

const spectralConfig = z
  .strictObject({
    /** Samples, a power of two. */
    window: z.int(powers).refine((window) => POWERS.includes(window), { message: powers }),
    /** Bands of equal width, from the lowest frequency of the window to half the sampling frequency. */
    bands: count(1, 8),
  })
  .refine(({ window, bands }) => window / 2 >= LEAST_BINS * bands, {
    path: ['bands'],
    message: `so few that each has ${LEAST_BINS} frequencies: at most window / ${2 * LEAST_BINS}`,
  });

const LIMIT = `features of at most ${MOST_FEATURES} columns together`;

/** What is computed from the values of a sensor and its clock beside them; nothing unless it is asked for. */
export const featureConfig = z
  .strictObject({
    /** The value so many samples ago. */
    lags: some(count(1, MOST_WINDOW), MOST_LAGS),
    /** The value less that of so many samples ago. */
    differences: some(count(1, MOST_WINDOW), MOST_LAGS),
    rolling: some(rollingConfig, MOST_TRACKS),
    exponential: some(exponentialConfig, MOST_TRACKS),
    spectral: some(spectralConfig, 4),
    calendar: some(z.enum(CALENDAR_TERMS, { error: `one of ${CALENDAR_TERMS.join(', ')}` }), 2),
  })
  .refine((config) => featureCount(config) <= MOST_FEATURES, { message: LIMIT });

export interface FeatureConfig {
  readonly lags: readonly number[];
  readonly differences: readonly number[];
  readonly rolling: readonly RollingConfig[];
  readonly exponential: readonly ExponentialConfig[];
  readonly spectral: readonly SpectralConfig[];
  readonly calendar: readonly CalendarTerm[];
}
export type RollingConfig = z.output<typeof rollingConfig>;
export type ExponentialConfig = z.output<typeof exponentialConfig>;
export type SpectralConfig = z.output<typeof spectralConfig>;

/** Columns, in the order of the settings. */
export const featureCount = (config: FeatureConfig): number => featureNames(config).length;

/** Of each column, in their order: `lag 3`, `rolling 16 MEAN`, `spectral 64 energy 2 of 4`, `HOUR_OF_DAY sine`. */
export const featureNames = (config: FeatureConfig): string[] => [
  ...config.lags.map((lag) => `lag ${lag}`),
  ...config.differences.map((lag) => `difference ${lag}`),
  ...config.rolling.flatMap(({ window, statistics }) => statistics.map((one) => `rolling ${window} ${one}`)),
  ...config.exponential.flatMap(({ span, statistics }) =>
    statistics.map((one) => `exponential ${span} ${one}`),
  ),
  ...config.spectral.flatMap(({ window, bands }) =>
    ['energy', 'entropy'].flatMap((what) =>
      Array.from({ length: bands }, (_, band) => `spectral ${window} ${what} ${band + 1} of ${bands}`),
    ),
  ),
  ...config.calendar.flatMap((term) => [`${term} sine`, `${term} cosine`]),
];
