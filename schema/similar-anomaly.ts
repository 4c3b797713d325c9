import { z } from 'zod';
import { type SimilarAnomaly, similarAnomalies } from '../src/detection/similar-anomalies.ts';
import { AnomalyRef } from './anomaly.ts';
import { builder } from './builder.ts';

const MOST = 20;

const SimilarAnomalyRef = builder.objectRef<SimilarAnomaly>('SimilarAnomaly').implement({
  description: 'A past anomaly of the same sensor, and how much it is like the one that was asked about.',
  fields: (t) => ({
    anomaly: t.field({
      type: AnomalyRef,
      description: 'The past anomaly; its `label` is what was last said of it.',
      resolve: ({ anomalyId }) => anomalyId,
    }),
    sameCause: t.exposeBoolean('sameCause', { description: 'Whether the same part spoke loudest.' }),
    distance: t.exposeFloat('distance', {
      description:
        'The root of the summed squares of the differences in ln(score / threshold), in ln(length in readings) and in half the sign ' +
        'of actual − expected at the peak. 0 is alike; 0.7 is a factor of two in severity or in length.',
    }),
  }),
});

builder.objectField(AnomalyRef, 'similar', (t) =>
  t.loadableList({
    type: SimilarAnomalyRef,
    byPath: true,
    description:
      'Closed anomalies of the same sensor that are most like it, of its newest 1000: those of the same cause first, the nearest ' +
      'first.',
    args: {
      first: t.arg
        .int({ required: true, defaultValue: 5, description: `How many, from 1 to ${MOST}.` })
        .validate(z.int().min(1, `from 1 to ${MOST}`).max(MOST, `from 1 to ${MOST}`)),
    },
    complexity: ({ first }) => ({ field: 5, multiplier: first }),
    load: (ids: number[], { em }, { first }) => similarAnomalies(em, ids, first),
    resolve: ({ id }) => id,
  }),
);
