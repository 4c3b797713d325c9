import type { DiscordConfig } from '../src/ml/discord/discord-config.ts';
import type { DriftConfig } from '../src/ml/discord/drift-track.ts';
import type { RobustConfig } from '../src/ml/robust/robust-fit.ts';
import type { RunConfig } from '../src/ml/run-track.ts';
import type { ShiftConfig } from '../src/ml/thresholds/cusum.ts';
import type { LiveThresholdConfig } from '../src/ml/thresholds/threshold-config.ts';
import { builder } from './builder.ts';

type OfKind<Kind> = Extract<LiveThresholdConfig, { kind: Kind }>;

const FixedThresholdRef = builder.objectRef<OfKind<'FIXED'>>('FixedThreshold').implement({
  description: 'A threshold that was set.',
  fields: (t) => ({ limit: t.exposeFloat('limit', { description: 'The score.' }) }),
});

const TailThresholdRef = builder.objectRef<OfKind<'TAIL'>>('TailThreshold').implement({
  description: 'A threshold from the tail of held-out normal scores.',
  fields: (t) => ({
    rate: t.exposeFloat('rate', { description: 'The share of normal readings that may exceed it.' }),
    atLeast: t.exposeFloat('atLeast', { description: 'The least threshold.' }),
  }),
});

const atLeast = 'The least threshold; null when none was set.';
const oneIn = 'Of so many normal readings one may exceed it.';

const PeaksThresholdRef = builder.objectRef<OfKind<'POT'>>('PeaksOverThreshold').implement({
  description: 'A threshold from a generalised Pareto law of the highest held-out normal scores.',
  fields: (t) => ({
    oneIn: t.exposeInt('oneIn', { description: oneIn }),
    atLeast: t.exposeFloat('atLeast', { nullable: true, description: atLeast }),
  }),
});

const QuantileThresholdRef = builder.objectRef<OfKind<'QUANTILE'>>('QuantileThreshold').implement({
  description: 'A threshold that is a quantile of held-out normal scores.',
  fields: (t) => ({
    oneIn: t.exposeInt('oneIn', { description: oneIn }),
    atLeast: t.exposeFloat('atLeast', { nullable: true, description: atLeast }),
  }),
});

const MadThresholdRef = builder.objectRef<OfKind<'MAD'>>('MadThreshold').implement({
  description: 'A threshold of median absolute deviations over the median of held-out normal scores.',
  fields: (t) => ({
    times: t.exposeFloat('times', { description: 'How many of them, each scaled to a standard deviation.' }),
    atLeast: t.exposeFloat('atLeast', { nullable: true, description: atLeast }),
  }),
});

const StreamingThresholdRef = builder.objectRef<OfKind<'STREAMING'>>('StreamingThreshold').implement({
  description: 'A threshold that goes on learning from live scores that are no departures.',
  fields: (t) => ({
    oneIn: t.exposeInt('oneIn', { description: oneIn }),
    drift: t.exposeBoolean('drift', { description: 'Whether a reading is held against a moving level.' }),
  }),
});

const THRESHOLDS = {
  FIXED: FixedThresholdRef,
  TAIL: TailThresholdRef,
  POT: PeaksThresholdRef,
  QUANTILE: QuantileThresholdRef,
  MAD: MadThresholdRef,
  STREAMING: StreamingThresholdRef,
};

export const ThresholdRef = builder.unionType('Threshold', {
  description: 'How the threshold of a live score was set.',
  types: Object.values(THRESHOLDS),
  resolveType: ({ kind }) => THRESHOLDS[kind],
});

const DriftTrackRef = builder.objectRef<DriftConfig>('DriftTrack').implement({
  description: 'How slow departures are found.',
  fields: (t) => ({
    window: t.exposeInt('window', {
      description: 'Readings over which a level is averaged; 0 when switched off.',
    }),
    margin: t.exposeFloat('margin', {
      description: 'How many times the normal range of levels a level may leave it.',
    }),
    release: t.exposeFloat('release', {
      description: 'The share of the limit under which an announced drift ends.',
    }),
    acceptAfter: t.exposeInt('acceptAfter', {
      description: 'Readings after which a drift that does not grow is a new regime; 0 when it never is.',
    }),
  }),
});

export const RunTrackRef = builder.objectRef<RunConfig>('RunTrack').implement({
  description: 'How frozen and silent sensors are found.',
  fields: (t) => ({
    stuckMinimum: t.exposeInt('stuckMinimum', {
      description: 'Identical readings in a row that are always allowed; 0 when switched off.',
    }),
    dropoutMinimum: t.exposeInt('dropoutMinimum', {
      description: 'Missing readings in a row that are always allowed; 0 when switched off.',
    }),
  }),
});

const ShiftTrackRef = builder.objectRef<ShiftConfig>('ShiftTrack').implement({
  description: 'How small shifts that last are found: cumulative sums of deviations from the mean.',
  fields: (t) => ({
    size: t.exposeFloat('size', { description: 'The shift that is found soonest, in standard deviations.' }),
    oneIn: t.exposeInt('oneIn', { description: 'Readings a false alarm.' }),
  }),
});

export const DiscordEnvelopeConfigRef = builder.objectRef<DiscordConfig>('DiscordEnvelopeConfig').implement({
  description:
    'Settings of the live form of a detector that knows the shapes, levels and spreads that were normal.',
  fields: (t) => ({
    scale: t.float({
      nullable: true,
      description:
        'Half the range, in the unit of the sensor, that counts as 1; null when it was taken from the data.',
      resolve: ({ scale }) => (scale === 'AUTO' ? null : scale),
    }),
    floor: t.exposeFloat('floor', { description: 'The smallest spread that counts, in scaled units.' }),
    maximumReferenceWindows: t.exposeInt('maximumReferenceWindows', {
      description: 'How many shapes are remembered.',
    }),
    inputs: t.boolean({
      description: 'Whether it looks at the inputs of the sensor.',
      resolve: ({ inputs }) => inputs === true,
    }),
    shapeWindows: t.intList({
      description: 'The window lengths of the shapes, in readings.',
      resolve: ({ live }) => [...live.shapeWindows],
    }),
    envelopeWindow: t.int({
      description: 'The window of levels and spreads, in readings.',
      resolve: ({ live }) => live.envelopeWindow,
    }),
    threshold: t.field({
      type: ThresholdRef,
      description: 'The threshold of the live score.',
      resolve: ({ live }) => live.threshold,
    }),
    drift: t.expose('drift', { type: DriftTrackRef, description: 'How slow departures are found.' }),
    runs: t.expose('runs', { type: RunTrackRef, description: 'How frozen and silent sensors are found.' }),
  }),
});

export const RobustConfigRef = builder.objectRef<RobustConfig>('RobustConfig').implement({
  description: 'Settings of a detector of values far from the median.',
  fields: (t) => ({
    threshold: t.expose('threshold', { type: ThresholdRef, description: 'The threshold.' }),
    runs: t.expose('runs', { type: RunTrackRef, description: 'How frozen and silent sensors are found.' }),
    shift: t.expose('shift', {
      type: ShiftTrackRef,
      nullable: true,
      description: 'How small shifts that last are found; null when switched off.',
    }),
  }),
});
