/**
 * The public SMAP and MSL files hold no timestamps: these are made up. One sample a minute; the train split of every
 * channel begins at 2018-01-01T00:00:00Z and its test split follows one minute after the last train sample.
 */
export const NASA_SAMPLING_PERIOD_MS = 60_000;

const EPOCH_MS = Date.UTC(2018, 0, 1);

/** Made-up time of train sample `i` ≥ 0, ms since 1970. */
export const trainTime = (i: number): number => EPOCH_MS + i * NASA_SAMPLING_PERIOD_MS;

/** Made-up time of test sample `i` ≥ 0 of a channel, ms since 1970. */
export const testTime = (channel: { readonly trainRows: number }, i: number): number =>
  trainTime(channel.trainRows + i);
