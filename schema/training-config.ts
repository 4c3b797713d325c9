import type { ModelTask } from '../src/registry/registered-model.ts';
import { builder } from './builder.ts';

const ThresholdInput = builder.inputType('ThresholdInput', {
  description: 'How the threshold of a live score is set: exactly one field.',
  isOneOf: true,
  fields: (t) => ({
    fixed: t.float({ description: 'This score.' }),
    tail: t.field({
      type: builder.inputType('TailThresholdInput', {
        description:
          'A score that normal readings exceed at a given rate, from the tail of held-out normal scores.',
        fields: (f) => ({
          rate: f.float({
            required: true,
            description: 'The share of normal readings that may exceed it, from 1e-9 to 0.02.',
          }),
          atLeast: f.float({ required: true, description: 'The least threshold.' }),
        }),
      }),
      description: 'From the tail of the scores of normal readings.',
    }),
  }),
});

const DriftTrackInput = builder.inputType('DriftTrackInput', {
  description: 'How slow departures are found.',
  fields: (t) => ({
    window: t.int({
      description: 'Readings over which a level is averaged, 0 to 100000; 0 switches it off. 200.',
    }),
    margin: t.float({ description: 'How many times the normal range of levels a level may leave it. 1.' }),
    release: t.float({
      description: 'The share of the limit under which an announced drift ends, 0 to 1. 0.5.',
    }),
  }),
});

const RunTrackInput = builder.inputType('RunTrackInput', {
  description: 'How frozen and silent sensors are found.',
  fields: (t) => ({
    stuckMinimum: t.int({
      description: 'Identical readings in a row that are always allowed, 0 to 100000; 0 switches it off. 12.',
    }),
    dropoutMinimum: t.int({
      description: 'Missing readings in a row that are always allowed, 0 to 100000; 0 switches it off. 5.',
    }),
  }),
});

const DiscordEnvelopeInput = builder.inputType('DiscordEnvelopeInput', {
  description:
    'A detector that knows the shapes, levels and spreads that were normal. What is absent has its default.',
  fields: (t) => ({
    scale: t.float({
      description: 'Half the range, in the unit of the sensor, that counts as 1; from the data when absent.',
    }),
    floor: t.float({ description: 'The smallest spread that counts, in scaled units. 0.05.' }),
    maximumReferenceWindows: t.int({ description: 'How many shapes are remembered, 256 to 65536. 4096.' }),
    shapeWindows: t.intList({
      description: 'Two window lengths of the shapes, each 4 to 500 readings. [16, 50].',
    }),
    envelopeWindow: t.int({ description: 'The window of levels and spreads, 4 to 500 readings. 50.' }),
    threshold: t.field({ type: ThresholdInput, description: 'The threshold of the live score. Fixed, 5.5.' }),
    drift: t.field({ type: DriftTrackInput, description: 'How slow departures are found.' }),
    runs: t.field({ type: RunTrackInput, description: 'How frozen and silent sensors are found.' }),
  }),
});

const RobustInput = builder.inputType('RobustInput', {
  description: 'A detector of values far from the median. What is absent has its default.',
  fields: (t) => ({
    threshold: t.field({
      type: ThresholdInput,
      description: 'The threshold. A tail of rate 0.0001, at least 6.',
    }),
    runs: t.field({ type: RunTrackInput, description: 'How frozen and silent sensors are found.' }),
  }),
});

const horizon = 'How far ahead it reaches, 1 to 720 steps. 96.';
const season = 'The season in samples, 1 to 2016, 1 for none; found in the data when absent.';

const RidgeInput = builder.inputType('RidgeInput', {
  description: 'A linear forecaster in closed form. What is absent has its default.',
  fields: (t) => ({
    horizon: t.int({ description: horizon }),
    season: t.int({ description: season }),
    lookback: t.int({
      description: 'Samples that a forecast looks at, 2 to 2016; chosen from the data when absent.',
    }),
    penalty: t.float({ description: 'How strongly weights are held small, 0.001 to 1000. 1.' }),
  }),
});

const SeasonalNaiveInput = builder.inputType('SeasonalNaiveInput', {
  description: 'A forecaster that repeats the last season. What is absent has its default.',
  fields: (t) => ({ horizon: t.int({ description: horizon }), season: t.int({ description: season }) }),
});

const LastValueInput = builder.inputType('LastValueInput', {
  description: 'A forecaster that repeats the last value. What is absent has its default.',
  fields: (t) => ({ horizon: t.int({ description: horizon }) }),
});

/** Which model to train: the field is the family. */
export const ModelInput = builder.inputType('ModelInput', {
  description:
    'A family of models with its settings: exactly one field. `{ robust: {} }` takes all defaults.',
  isOneOf: true,
  fields: (t) => ({
    discordEnvelope: t.field({
      type: DiscordEnvelopeInput,
      description: 'A detector of unseen shapes and levels.',
    }),
    robust: t.field({ type: RobustInput, description: 'A detector of values far from the median.' }),
    ridge: t.field({ type: RidgeInput, description: 'A linear forecaster.' }),
    seasonalNaive: t.field({
      type: SeasonalNaiveInput,
      description: 'A forecaster that repeats the last season.',
    }),
    lastValue: t.field({ type: LastValueInput, description: 'A forecaster that repeats the last value.' }),
  }),
});

type Given = typeof ModelInput.$inferInput;
type GivenThreshold = typeof ThresholdInput.$inferInput;

interface Trainable {
  readonly task: ModelTask;
  readonly family: string;
  readonly config: object;
}

/** Settings without those that were not given, all the way down. */
function given(settings: object): object {
  const present = Object.entries(settings).filter(([, value]) => value != null);
  return Object.fromEntries(
    present.map(([name, value]) => [
      name,
      typeof value === 'object' && !Array.isArray(value) ? given(value) : value,
    ]),
  );
}

function threshold(input: GivenThreshold | null | undefined): object | undefined {
  if (input == null) return undefined;
  return input.fixed == null ? { kind: 'TAIL', ...input.tail } : { kind: 'FIXED', limit: input.fixed };
}

/** Task, family and settings, in the words of the family. */
export function trainable(input: Given): Trainable {
  if (input.discordEnvelope) {
    const { shapeWindows, envelopeWindow, threshold: limit, ...rest } = input.discordEnvelope;
    const live = { shapeWindows, envelopeWindow, threshold: threshold(limit) };
    return { task: 'DETECTION', family: 'discord-envelope', config: given({ ...rest, live }) };
  }
  if (input.robust) {
    const config = given({ ...input.robust, threshold: threshold(input.robust.threshold) });
    return { task: 'DETECTION', family: 'robust', config };
  }
  if (input.ridge) return { task: 'FORECASTING', family: 'ridge', config: given(input.ridge) };
  if (input.seasonalNaive) {
    return { task: 'FORECASTING', family: 'seasonal-naive', config: given(input.seasonalNaive) };
  }
  return { task: 'FORECASTING', family: 'last-value', config: given(input.lastValue ?? {}) };
}
