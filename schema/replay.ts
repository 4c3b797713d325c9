import type { Replay } from '../src/detection/replay.ts';
import type { ReplayedAnomaly, ReplayFigures } from '../src/detection/replay-figures.ts';
import { CauseEnum } from './anomaly.ts';
import { builder } from './builder.ts';
import { ModelVersionRef } from './model-version.ts';
import { OperatorLabelRef } from './operator-label.ts';
import { DetectionSettingsRef, LimitsRef } from './sensor-settings.ts';

const ReplayedAnomalyRef = builder.objectRef<ReplayedAnomaly>('ReplayedAnomaly').implement({
  description: 'An anomaly that would have been announced.',
  fields: (t) => ({
    start: t.expose('startMs', { type: 'DateTime', description: 'Its first reading.' }),
    end: t.expose('endMs', {
      type: 'DateTime',
      description: 'The last reading known to belong to it; it may go on after the range.',
    }),
    peakTime: t.expose('peakMs', { type: 'DateTime', description: 'Its reading with the highest score.' }),
    peakScore: t.exposeFloat('peakScore', { description: 'The score there; 0 or more, without a unit.' }),
    threshold: t.exposeFloat('threshold', {
      description: 'The score above which its peak departs from normal.',
    }),
    cause: t.expose('cause', { type: CauseEnum, description: 'What it is due to, at its peak.' }),
  }),
});

const FiguresRef = builder.interfaceRef<ReplayFigures>('ReplayFigures').implement({
  description:
    'What a stretch of history would have been announced as, held against what operators confirmed.',
  fields: (t) => ({
    readings: t.exposeInt('readings', { description: 'Readings judged; those of BAD quality are not.' }),
    anomalies: t.expose('anomalies', {
      type: [ReplayedAnomalyRef],
      description: 'What would have been announced, in order.',
    }),
    anomaliesPerDay: t.exposeFloat('anomaliesPerDay', {
      description: 'Anomalies per 24 hours, from the first reading to the last.',
    }),
    shareOpen: t.exposeFloat('shareOpen', {
      description: 'The share of the readings that lie inside an anomaly, from 0 to 1.',
    }),
    caught: t.field({
      type: [OperatorLabelRef],
      description: 'Confirmed labels that an anomaly overlaps.',
      resolve: ({ caughtLabelIds }) => [...caughtLabelIds],
    }),
    missed: t.field({
      type: [OperatorLabelRef],
      description: 'Confirmed labels that none overlaps. A label without a reading is no miss.',
      resolve: ({ missedLabelIds }) => [...missedLabelIds],
    }),
    falseAlarms: t.exposeInt('falseAlarms', {
      description: 'Anomalies that overlap no confirmed label. Without labels every anomaly is one.',
    }),
    falseAlarmsPer10000: t.exposeFloat('falseAlarmsPer10000', {
      description: 'False alarms per 10000 readings outside the confirmed labels.',
    }),
  }),
});

const BaselineReplayRef = builder.objectRef<ReplayFigures>('BaselineReplay').implement({
  description:
    'The same history judged by how much a reading differs from the one before, with the first threshold of the version and ' +
    'the same settings and limits. What cannot beat it is not worth having.',
  interfaces: [FiguresRef],
});

export const ReplayRef = builder.objectRef<Replay>('Replay').implement({
  description: 'A stretch of history through the causal form of a version, one reading after the other.',
  interfaces: [FiguresRef],
  fields: (t) => ({
    modelVersion: t.field({
      type: ModelVersionRef,
      description: 'The version that judged.',
      resolve: ({ modelVersionId }) => modelVersionId,
    }),
    detection: t.expose('detection', {
      type: DetectionSettingsRef,
      description: 'When an anomaly opened and closed.',
    }),
    limits: t.expose('limits', {
      type: LimitsRef,
      nullable: true,
      description:
        'What every reading was held against, too; null where limits were not judged, or there are none.',
    }),
    readingsOfTraining: t.exposeInt('readingsOfTraining', {
      description:
        'Of the readings judged, those in the time that the version was fitted on. More than 0: the figures flatter it.',
    }),
    baseline: t.expose('baseline', {
      type: BaselineReplayRef,
      description: 'Last-value difference on the same readings.',
    }),
  }),
});
