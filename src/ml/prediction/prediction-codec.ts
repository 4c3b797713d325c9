import { z } from 'zod';
import { CorruptArtifactError } from '../../errors.ts';
import { type Artifact, decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import type { FittedDetector } from '../detector.ts';
import { UnitScale } from '../numbers/unit-scale.ts';
import { ScoreTail } from '../thresholds/score-tail.ts';
import { errorConfig } from './error-config.ts';
import { detectByPrediction } from './prediction-batch.ts';
import type { PredictionFit } from './prediction-fit.ts';
import { PredictionLive } from './prediction-live.ts';
import type { RecurrentModel } from './recurrent-model.ts';

/** A predictor as a detector of this kind. */
export const predictionDetector = (kind: string, fit: PredictionFit): FittedDetector => {
  const fingerprint = fingerprintOf(fit.model);
  return {
    inputs: fit.scales.length - 1,
    detect: (series, known) => detectByPrediction(fit, series, known),
    live: (state) => new PredictionLive(fit, fingerprint, state),
    confidence: (score) => fit.tail.confidence(score),
    save: () => encodePrediction(kind, fit),
  };
};

const encodePrediction = (kind: string, fit: PredictionFit): Uint8Array => {
  const { header, columns } = fit.model.encode();
  return encodeArtifact(
    kind,
    { errors: fit.errors, history: fit.history, model: header },
    {
      ...columns,
      centres: Float64Array.from(fit.scales, ({ centre }) => centre),
      scales: Float64Array.from(fit.scales, ({ scale }) => scale),
      scalars: Float64Array.of(fit.settle, fit.floor, fit.runs.stuck, fit.runs.dropout),
      tail: fit.tail.save(),
    },
  );
};

/** @throws CorruptArtifactError when the bytes are not a predictor of this kind */
export const decodePrediction = <Model extends RecurrentModel>(
  kind: string,
  bytes: Uint8Array,
  modelOf: (header: Record<string, unknown>, columns: Artifact['columns'], inputs: number) => Model | null,
): PredictionFit<Model> => {
  const { header, columns } = decodeArtifact(kind, bytes);
  const { centres, scales, scalars, ...own } = columns;
  const tail = ScoreTail.load(columns);
  const described = predictorHeader.safeParse(header);
  const fits =
    centres !== undefined && centres.length === scales?.length && scalars?.length >= 4 && tail !== null;
  const model = described.success && fits ? modelOf(described.data.model, own, centres.length) : null;
  if (!described.success || !fits || model === null) {
    throw new CorruptArtifactError(kind, 'its columns do not fit');
  }
  const [settle, floor, stuck, dropout] = scalars;
  return {
    model,
    scales: Array.from(centres, (centre, k) => new UnitScale(centre, scales[k])),
    settle,
    errors: described.data.errors,
    history: described.data.history,
    floor,
    runs: { stuck, dropout },
    tail,
  };
};

const predictorHeader = z.object({
  errors: errorConfig,
  history: z.array(z.object({ epoch: z.int(), loss: z.number(), validationLoss: z.number() })),
  model: z.record(z.string(), z.unknown()),
});

/** Tells the weights of one fit from those of another. */
const fingerprintOf = (model: RecurrentModel): number => {
  const { columns } = model.encode();
  let sum = 0;
  for (const name of Object.keys(columns).sort()) for (const value of columns[name]) sum += value;
  return sum;
};
