import { builder } from './builder.ts';

const OneInInput = builder.inputType('FalseAlarmRateInput', {
  description: 'How often a normal reading may exceed a threshold.',
  fields: (t) => ({
    oneIn: t.int({ required: true, description: 'One in so many normal readings, 10 to 1000000000.' }),
    atLeast: t.float({
      description: 'The least threshold, and the threshold where there is nothing to learn from.',
    }),
  }),
});

const MadThresholdInput = builder.inputType('MadThresholdInput', {
  description: 'A distance from the median of held-out normal scores.',
  fields: (t) => ({
    times: t.float({
      required: true,
      description: 'Median absolute deviations, each scaled to a standard deviation, 0.1 to 1000.',
    }),
    atLeast: t.float({
      description: 'The least threshold, and the threshold where there is nothing to learn from.',
    }),
  }),
});

const StreamingThresholdInput = builder.inputType('StreamingThresholdInput', {
  description: 'A threshold that goes on learning from live scores that are no departures (SPOT, DSPOT).',
  fields: (t) => ({
    oneIn: t.int({ required: true, description: 'One in so many normal readings, 10 to 1000000000.' }),
    drift: t.boolean({ description: 'Whether a reading is held against a moving level. false.' }),
  }),
});

export const ThresholdInput = builder.inputType('ThresholdInput', {
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
      description: 'From the tail of the scores of normal readings, taken for exponential.',
    }),
    peaksOverThreshold: t.field({
      type: OneInInput,
      description: 'From a generalised Pareto law of the highest scores of normal readings.',
    }),
    quantile: t.field({ type: OneInInput, description: 'A quantile of the scores of normal readings.' }),
    mad: t.field({ type: MadThresholdInput, description: 'Median absolute deviations over the median.' }),
    streaming: t.field({
      type: StreamingThresholdInput,
      description: 'Learnt on from live scores: for the robust detector alone.',
    }),
  }),
});

const DriftTrackInput = builder.inputType('DriftTrackInput', {
  description: 'How slow departures are found.',
  fields: (t) => ({
    window: t.int({
      description: 'Readings over which a level is averaged, 0 to 100000; 0 switches it off. 400.',
    }),
    margin: t.float({ description: 'How many times the normal range of levels a level may leave it. 3.' }),
    release: t.float({
      description: 'The share of the limit under which an announced drift ends, 0 to 1. 0.5.',
    }),
    acceptAfter: t.int({
      description:
        'An announced drift that has not grown for so many readings is a new regime, 0 to 1000000; 0 never accepts. 500.',
    }),
  }),
});

export const RunTrackInput = builder.inputType('RunTrackInput', {
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

const ShiftTrackInput = builder.inputType('ShiftTrackInput', {
  description:
    'How small shifts that last are found: cumulative sums of deviations from the mean (Page 1954). What is absent has ' +
    'its default.',
  fields: (t) => ({
    size: t.float({ description: 'The shift to find soonest, in standard deviations, 0.1 to 10. 1.' }),
    oneIn: t.int({ description: 'Readings a false alarm, 100 to 1000000000. 1000000.' }),
  }),
});

export const DiscordEnvelopeInput = builder.inputType('DiscordEnvelopeInput', {
  description:
    'A detector that knows the shapes, levels and spreads that were normal. What is absent has its default.',
  fields: (t) => ({
    scale: t.float({
      description: 'Half the range, in the unit of the sensor, that counts as 1; from the data when absent.',
    }),
    floor: t.float({ description: 'The smallest spread that counts, in scaled units. 0.05.' }),
    maximumReferenceWindows: t.int({ description: 'How many shapes are remembered, 256 to 65536. 4096.' }),
    inputs: t.boolean({
      description:
        'Whether a value that is normal in itself, but was never seen with its inputs as they are, is a departure. false.',
    }),
    shapeWindows: t.intList({
      description: 'Two window lengths of the shapes, each 4 to 500 readings. [16, 50].',
    }),
    envelopeWindow: t.int({ description: 'The window of levels and spreads, 4 to 500 readings. 50.' }),
    threshold: t.field({ type: ThresholdInput, description: 'The threshold of the live score. Fixed, 5.5.' }),
    drift: t.field({ type: DriftTrackInput, description: 'How slow departures are found.' }),
    runs: t.field({ type: RunTrackInput, description: 'How frozen and silent sensors are found.' }),
  }),
});

export const RobustInput = builder.inputType('RobustInput', {
  description: 'A detector of values far from the median. What is absent has its default.',
  fields: (t) => ({
    threshold: t.field({
      type: ThresholdInput,
      description: 'The threshold. A tail of rate 0.0001, at least 4.',
    }),
    runs: t.field({ type: RunTrackInput, description: 'How frozen and silent sensors are found.' }),
    shift: t.field({
      type: ShiftTrackInput,
      description: 'How small shifts that last are found; switched off when absent.',
    }),
  }),
});

const KINDS = {
  tail: 'TAIL',
  peaksOverThreshold: 'POT',
  quantile: 'QUANTILE',
  mad: 'MAD',
  streaming: 'STREAMING',
};

/** A threshold in the words of the families. */
export function threshold(input: typeof ThresholdInput.$inferInput | null | undefined): object | undefined {
  const [name, settings] = Object.entries(input ?? {}).find(([, value]) => value != null) ?? [];
  if (name === undefined) return undefined;
  if (typeof settings === 'number') return { kind: 'FIXED', limit: settings };
  return { kind: KINDS[name as keyof typeof KINDS], ...settings };
}
