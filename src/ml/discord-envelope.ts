import { CorruptArtifactError } from '../errors.ts';
import { decodeArtifact, encodeArtifact } from './artifact-codec.ts';
import type { DetectorFamily, FittedDetector } from './detector.ts';
import { detectDiscords } from './discord-batch.ts';
import { type DiscordConfig, discordConfig } from './discord-config.ts';
import { DISCORD_MINIMUM, type DiscordFit, fitDiscord } from './discord-fit.ts';
import { DiscordLive } from './discord-live.ts';
import { parseConfig } from './parse-config.ts';
import { ScoreSketch } from './score-sketch.ts';
import { UnitScale } from './unit-scale.ts';
import { FEATURES, WindowEnvelope } from './window-envelope.ts';

const KIND = 'discord-envelope';

/**
 * Nearest-neighbour discord distances of short windows and the envelope of window statistics, after docs/ML.md. Needs
 * no training loop: the training data is the model. Univariate; inputs are not looked at.
 */
export const discordEnvelope: DetectorFamily<DiscordConfig> = {
  name: KIND,
  parseConfig: (input) => parseConfig(discordConfig, input),
  minimumSamples: () => DISCORD_MINIMUM,
  fit: (train, config, options) => fittedDiscord(fitDiscord(train, config, options)),
  load: (bytes) => fittedDiscord(decodeFit(bytes)),
};

const fittedDiscord = (fit: DiscordFit): FittedDetector => ({
  detect: (series) => detectDiscords(fit, series),
  live: (state) => new DiscordLive(fit, state),
  confidence: (score) => fit.sketch.shareBelow(score),
  save: () => encodeFit(fit),
});

const encodeFit = (fit: DiscordFit): Uint8Array => {
  const { batchEnvelope, liveEnvelope, drift, runs } = fit;
  const excerpts = new Float64Array(fit.excerpts.reduce((sum, excerpt) => sum + excerpt.length, 0));
  let at = 0;
  for (const excerpt of fit.excerpts) {
    excerpts.set(excerpt, at);
    at += excerpt.length;
  }
  return encodeArtifact(
    KIND,
    { config: fit.config, samples: fit.samples },
    {
      scalars: Float64Array.of(
        fit.scale.centre,
        fit.scale.scale,
        fit.low,
        fit.high,
        fit.threshold,
        runs.stuck,
        runs.dropout,
        fit.sketch.count,
      ),
      excerpts,
      excerptLengths: Float64Array.from(fit.excerpts, (excerpt) => excerpt.length),
      batchEnvelope: Float64Array.of(...batchEnvelope.low, ...batchEnvelope.high),
      liveEnvelope: Float64Array.of(...liveEnvelope.low, ...liveEnvelope.high),
      nulls: Float64Array.from(fit.nulls.flatMap(({ mean, variance, count }) => [mean, variance, count])),
      drift: Float64Array.of(
        ...drift.start,
        ...drift.low,
        ...drift.high,
        ...drift.allowance,
        ...drift.clipLow,
        ...drift.clipHigh,
      ),
      sketch: fit.sketch.quantiles,
    },
  );
};

const decodeFit = (bytes: Uint8Array): DiscordFit => {
  const { header, columns } = decodeArtifact(KIND, bytes);
  const column = (name: string, length?: number): Float64Array => {
    const found = columns[name];
    if (found === undefined || (length !== undefined && found.length !== length)) {
      throw new CorruptArtifactError(KIND, `column ${name} is missing or has another length`);
    }
    return found;
  };
  const config = parseConfig(discordConfig, header.config);
  const [centre, scale, low, high, threshold, stuck, dropout, count] = column('scalars', 8);
  const drift = column('drift', 6 * FEATURES);
  const nulls = column('nulls', 9);
  const nullAt = (k: number) => ({ mean: nulls[k], variance: nulls[k + 1], count: nulls[k + 2] });
  const part = (values: Float64Array, k: number) => values.subarray(k * FEATURES, (k + 1) * FEATURES);
  const envelope = (name: string) => {
    const box = column(name, 2 * FEATURES);
    return new WindowEnvelope(part(box, 0), part(box, 1), config.floor);
  };
  return {
    config,
    samples: Number(header.samples),
    scale: new UnitScale(centre, scale),
    low,
    high,
    excerpts: splitExcerpts(column('excerpts'), column('excerptLengths')),
    batchEnvelope: envelope('batchEnvelope'),
    liveEnvelope: envelope('liveEnvelope'),
    nulls: [nullAt(0), nullAt(3), nullAt(6)],
    drift: {
      start: part(drift, 0),
      low: part(drift, 1),
      high: part(drift, 2),
      allowance: part(drift, 3),
      clipLow: part(drift, 4),
      clipHigh: part(drift, 5),
    },
    runs: { stuck, dropout },
    sketch: new ScoreSketch(column('sketch'), count),
    threshold,
  };
};

const splitExcerpts = (samples: Float64Array, lengths: Float64Array): Float64Array[] => {
  let at = 0;
  return Array.from(lengths, (length) => {
    at += length;
    return samples.subarray(at - length, at);
  });
};
