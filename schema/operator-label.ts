import { OperatorLabel, type Verdict } from '../src/labels/operator-label.ts';
import { AnomalyRef } from './anomaly.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';
import { idOf } from './global-id.ts';
import { nodeOf } from './node.ts';
import { SensorRef } from './sensor.ts';

const VerdictEnum = enumOf<Verdict>('Verdict', 'What a person says of an interval.', {
  CONFIRMED: 'It was an anomaly.',
  REJECTED: 'It was not an anomaly.',
  EXPECTED: 'It was unusual, but planned or known.',
});

export const OperatorLabelRef = nodeOf('OperatorLabel', OperatorLabel);

OperatorLabelRef.implement({
  description: 'What a person said of an interval of a sensor. It never changes; the newest one counts.',
  fields: (t) => ({
    sensor: t.field({ type: SensorRef, description: 'The sensor.', resolve: ({ sensorId }) => sensorId }),
    anomaly: t.field({
      type: AnomalyRef,
      nullable: true,
      description: 'The announced anomaly that it is about; null for an interval of history.',
      resolve: ({ anomalyId }) => anomalyId,
    }),
    start: t.expose('startMs', { type: 'DateTime', description: 'The first instant.' }),
    end: t.expose('endMs', { type: 'DateTime', description: 'The last instant, inclusive.' }),
    verdict: t.expose('verdict', { type: VerdictEnum, description: 'What was said.' }),
    note: t.exposeString('note', { description: 'Why, as it was said; empty when nothing was.' }),
    author: t.exposeString('author', { description: 'Who said it.' }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was said.' }),
  }),
});

builder.objectField(AnomalyRef, 'label', (t) =>
  t.loadable({
    type: OperatorLabelRef,
    nullable: true,
    description: 'What was last said of it; null when nobody said anything.',
    load: async (ids: number[], { services }) => {
      const labels = await services.labels.ofAnomalies(ids);
      return ids.map((id) => labels.get(id) ?? null);
    },
    resolve: ({ id }) => id,
  }),
);

const LabelAnomalyInput = builder.inputType('LabelAnomalyInput', {
  description: 'What to say of an anomaly.',
  fields: (t) => ({
    anomalyId: t.id({ required: true, description: 'The anomaly.' }).validate(idOf('Anomaly')),
    verdict: t.field({ type: VerdictEnum, required: true, description: 'What it was.' }),
    note: t.string({
      defaultValue: '',
      description: 'Why, at most 2000 characters; space around it is left out.',
    }),
  }),
});

builder.mutationField('labelAnomaly', (t) =>
  t.field({
    type: OperatorLabelRef,
    description:
      'Says what an anomaly turned out to be. Training leaves confirmed anomalies out, and the figures of a version are ' +
      'held against them. What judges live forgets a confirmed anomaly as far back as late readings are taken into account, and does ' +
      'not learn from it while it goes on; that may revise anomalies, and never retracts a confirmed one. Saying it again adds a ' +
      'newer label.',
    errors: {},
    args: { input: t.arg({ type: LabelAnomalyInput, required: true, description: 'What to say.' }) },
    resolve: (_, { input }, { services, viewer }) => services.labelling.label(input, viewer.name),
  }),
);
