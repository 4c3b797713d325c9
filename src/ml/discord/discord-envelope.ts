import { CorruptArtifactError } from '../../errors.ts';
import { type Artifact, decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import type { DetectorFamily, FittedDetector } from '../detector.ts';
import { UnitScale } from '../numbers/unit-scale.ts';
import { parseConfig } from '../parse-config.ts';
import { ScoreTail } from '../thresholds/score-tail.ts';
import { detectDiscords } from './discord-batch.ts';
import { type DiscordConfig, discordConfig } from './discord-config.ts';
import { DISCORD_MINIMUM, type DiscordFit, fitDiscord } from './discord-fit.ts';
import { DiscordLive } from './discord-live.ts';
import type { DriftLimits } from './drift-track.ts';
import { operatingColumns, operatingFrom } from './operating-codec.ts';
import { FEATURES, WindowEnvelope } from './window-envelope.ts';

const KIND = 'discord-envelope';

/**
 * Nearest-neighbour discord distances of short windows and the envelope of window statistics, after docs/ML.md. Needs
 * no training loop: the training data is the model. Where asked, a value that is normal in itself but was never seen with
 * its inputs as they are departs too.
 */
export const discordEnvelope: DetectorFamily<DiscordConfig> = {
  name: KIND,
  parseConfig: (input) => parseConfig(discordConfig, input),
  minimumSamples: () => DISCORD_MINIMUM,
  fit: async (train, config, options) => fittedDiscord(fitDiscord(train, config, options)),
  load: (bytes) => fittedDiscord(decodeFit(bytes)),
};

const fittedDiscord = (fit: DiscordFit): FittedDetector => ({
  inputs: fit.inputs,
  detect: (series) => detectDiscords(fit, series),
  live: (state) => new DiscordLive(fit, state),
  confidence: (score) => fit.tail.confidence(score),
  save: () => encodeFit(fit),
});

/** Order of the columns of `DriftLimits` in an artifact. */
const DRIFT_PARTS = ['start', 'low', 'high', 'allowance', 'reach'] as const;

const encodeFit = (fit: DiscordFit): Uint8Array => {
  const { batchEnvelope, liveEnvelope, drift, runs } = fit;
  return encodeArtifact(
    KIND,
    { config: fit.config, samples: fit.samples, inputs: fit.inputs },
    {
      scalars: Float64Array.of(
        fit.scale.centre,
        fit.scale.scale,
        fit.low,
        fit.high,
        fit.threshold,
        runs.stuck,
        runs.dropout,
      ),
      excerpts: concatenated(fit.excerpts),
      excerptLengths: Float64Array.from(fit.excerpts, (excerpt) => excerpt.length),
      batchEnvelope: Float64Array.of(...batchEnvelope.low, ...batchEnvelope.high),
      liveEnvelope: Float64Array.of(...liveEnvelope.low, ...liveEnvelope.high),
      nulls: Float64Array.from(fit.nulls.flatMap(({ mean, variance, count }) => [mean, variance, count])),
      drift: concatenated(DRIFT_PARTS.map((name) => drift[name])),
      tail: fit.tail.save(),
      ...operatingColumns(fit.operating),
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
  const parsed = discordConfig.safeParse(header.config);
  if (!parsed.success) throw new CorruptArtifactError(KIND, 'its configuration is not one of this version');
  const config = parsed.data;
  const [centre, scale, low, high, threshold, stuck, dropout] = column('scalars');
  const nulls = column('nulls', 9);
  const nullAt = (k: number) => ({ mean: nulls[k], variance: nulls[k + 1], count: nulls[k + 2] });
  const envelope = (name: string) => {
    const box = column(name, 2 * FEATURES);
    return new WindowEnvelope(part(box, 0), part(box, 1), config.floor);
  };
  const operating = operatingFrom(columns);
  if (operating === undefined) throw new CorruptArtifactError(KIND, 'its operating points do not fit');
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
    operating,
    inputs: Number(header.inputs ?? 0),
    drift: driftFrom(column('drift', DRIFT_PARTS.length * FEATURES)),
    runs: { stuck, dropout },
    tail: tailFrom(columns),
    threshold,
  };
};

const tailFrom = (columns: Artifact['columns']): ScoreTail => {
  const tail = ScoreTail.load(columns);
  if (tail === null) throw new CorruptArtifactError(KIND, 'its scores have no tail');
  return tail;
};

const part = (values: Float64Array, k: number) => values.subarray(k * FEATURES, (k + 1) * FEATURES);

const driftFrom = (values: Float64Array): DriftLimits => {
  const [start, low, high, allowance, reach] = DRIFT_PARTS.map((_, k) => part(values, k));
  return { start, low, high, allowance, reach };
};

const concatenated = (parts: readonly Float64Array[]): Float64Array => {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const values of parts) {
    whole.set(values, at);
    at += values.length;
  }
  return whole;
};

const splitExcerpts = (samples: Float64Array, lengths: Float64Array): Float64Array[] => {
  let at = 0;
  return Array.from(lengths, (length) => {
    at += length;
    return samples.subarray(at - length, at);
  });
};
