import {
  type ComparedMetric,
  type Comparison,
  compareVersions,
  type Difference,
} from '../src/registry/comparison.ts';
import { builder } from './builder.ts';
import { idsOf } from './global-id.ts';
import { ModelVersionRef } from './model-version.ts';

const MOST_VERSIONS = 8;

const DifferenceRef = builder.objectRef<Difference>('ModelDifference').implement({
  description: 'A value that is not the same in all versions.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where it stands, such as `threshold.limit`.' }),
    values: t.field({
      type: ['String'],
      nullable: { list: false, items: true },
      description: 'The value of each version as JSON; null where it has none.',
      resolve: ({ values }) => [...values],
    }),
  }),
});

const ComparedMetricRef = builder.objectRef<ComparedMetric>('ComparedMetric').implement({
  description:
    'An out-of-sample figure of every version. Figures were measured on the held-out samples of each version.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What was measured, such as `mae`.' }),
    values: t.field({
      type: ['Float'],
      nullable: { list: false, items: true },
      description: 'The figure of each version; null where it has none.',
      resolve: ({ values }) => [...values],
    }),
    baselines: t.field({
      type: ['Float'],
      nullable: { list: false, items: true },
      description: 'That of the naive baseline on the same samples.',
      resolve: ({ baselines }) => [...baselines],
    }),
  }),
});

const ComparisonRef = builder.objectRef<Comparison>('ModelComparison').implement({
  description: 'Versions side by side; every list of values has one for each version, in their order.',
  fields: (t) => ({
    modelVersions: t.field({
      type: [ModelVersionRef],
      description: 'The versions, in the order that was asked for.',
      resolve: ({ modelVersionIds }) => [...modelVersionIds],
    }),
    config: t.expose('config', {
      type: [DifferenceRef],
      description: 'Settings that differ, the family among them.',
    }),
    dataset: t.expose('dataset', {
      type: [DifferenceRef],
      description: 'What differs in the data they were made from.',
    }),
    metrics: t.expose('metrics', { type: [ComparedMetricRef], description: 'Their out-of-sample figures.' }),
  }),
});

builder.queryField('compareModelVersions', (t) =>
  t.field({
    type: ComparisonRef,
    description:
      'What differs between versions of one task: settings, data and figures. Refuses with NOT_FOUND, INVALID_INPUT or ' +
      'DIFFERENT_TASKS. `compareDetectors` judges detectors on the same readings.',
    errors: {},
    args: {
      ids: t.arg
        .idList({ required: true, description: `2 to ${MOST_VERSIONS} different versions.` })
        .validate(idsOf('ModelVersion', MOST_VERSIONS)),
    },
    resolve: (_, { ids }, { em }) => compareVersions(em, ids),
  }),
);
