import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';

const DatasetVersionSchema = defineEntity({
  name: 'DatasetVersion',
  tableName: 'dataset_version',
  properties: {
    id: p.integer().primary().autoincrement(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id').index(),
    fromMs: p.bigint('number'),
    toMs: p.bigint('number'),
    samplingPeriodMs: p.bigint('number'),
    sampleCount: p.integer(),
    missingCount: p.integer(),
    trainCount: p.integer(),
    validationCount: p.integer().default(0),
    gapCount: p.integer().default(0),
    inputSensorIds: p.text(),
    cleaning: p.text().nullable(),
    features: p.text().nullable(),
    quality: p.text().nullable(),
    sha256: p.string(),
    createdAtMs: p.bigint('number'),
  },
});

/**
 * The exact arrays that a version was fitted and judged on: the grid from `fromMs` to `toMs` inclusive; split by
 * time as `SplitCounts` says. `sha256` is over those arrays (see `lineage.ts`).
 * `features` is a `PinnedFeatures` in JSON; null where a fit was given none.
 * `cleaning` is a `DatasetCleaning` in JSON; null where the values are as they were stored. `quality` is a `QualityReport` in
 * JSON of the readings before that; it is no part of the hash, and null where an earlier release pinned it.
 */
export class DatasetVersion extends DatasetVersionSchema.class {}
DatasetVersionSchema.setClass(DatasetVersion);
