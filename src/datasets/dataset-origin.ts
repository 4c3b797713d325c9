import { defineEntity, p } from '@mikro-orm/core';
import { DatasetVersion } from './dataset-version.ts';

const DatasetOriginSchema = defineEntity({
  name: 'DatasetOrigin',
  tableName: 'dataset_origin',
  properties: {
    datasetVersionId: () =>
      p.manyToOne(DatasetVersion).mapToPk().primary().fieldName('dataset_version_id').deleteRule('cascade'),
    readings: p.integer(),
    blocks: p.blob(),
    labels: p.string(),
    labelledSamples: p.integer(),
    inputs: p.text(),
  },
});

/**
 * What a dataset version was made of when it was pinned: `readings` stored of the sensor within its grid, and the
 * `Traces` (see `traces.ts`), `inputs` in JSON. Versions that were pinned by earlier releases have none.
 */
export class DatasetOrigin extends DatasetOriginSchema.class {}
DatasetOriginSchema.setClass(DatasetOrigin);
