import { z } from 'zod';
import { runConfig } from '../run-track.ts';
import { thresholdConfig } from '../thresholds/threshold-config.ts';
import { driftConfig } from './drift-track.ts';

const window = z
  .int('a whole number from 4 to 500')
  .min(4, 'a whole number from 4 to 500')
  .max(500, 'a whole number from 4 to 500');
const positive = z.number('a number above 0').positive('a number above 0');
const pad = z
  .int('a whole number from 0 to 10000')
  .min(0, 'a whole number from 0 to 10000')
  .max(10_000, 'a whole number from 0 to 10000');

const batchConfig = z.strictObject({
  shapeWindow: window.default(25),
  envelopeWindow: window.default(50),
  /** Span of the smoothing, samples. */
  span: positive.default(30),
  threshold: positive.default(2.5),
  /** Samples added on both sides of a flagged run. */
  pad: pad.default(50),
  /** Smallest relative step between maxima that separates anomalies from the rest. */
  prune: z.number('between 0 and 1').min(0, 'between 0 and 1').max(1, 'between 0 and 1').default(0.1),
});

const liveConfig = z.strictObject({
  shapeWindows: z.tuple([window, window], 'two window lengths').default([16, 50]),
  envelopeWindow: window.default(50),
  threshold: thresholdConfig.default({ kind: 'FIXED', limit: 5.5 }),
});

/**
 * Settings of the discord-envelope family. Windows are samples and shrink for short histories. `scale` is half the
 * range, in the unit of the sensor, that counts as 1; AUTO takes it from the training data. `floor` is the smallest
 * spread that counts, in those scaled units.
 */
export const discordConfig = z.strictObject({
  scale: z.union([z.literal('AUTO'), positive], "'AUTO' or a number above 0").default('AUTO'),
  floor: positive.default(0.05),
  maximumReferenceWindows: z
    .int('a whole number from 256 to 65536')
    .min(256, 'a whole number from 256 to 65536')
    .max(65_536, 'a whole number from 256 to 65536')
    .default(4096),
  /** Whether a value that is normal in itself, but was never seen with its inputs as they are, is a departure. */
  inputs: z.boolean('true or false').default(false),
  batch: batchConfig.prefault({}),
  live: liveConfig.prefault({}),
  drift: driftConfig.prefault({}),
  runs: runConfig.prefault({}),
});

export type DiscordConfig = z.output<typeof discordConfig>;
