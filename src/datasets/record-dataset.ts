import type { EntityManager } from '../db/database.ts';
import { usableCount } from '../ml/numbers/missing-values.ts';
import type { QualityReport } from '../ml/quality/quality-report.ts';
import { DatasetOrigin } from './dataset-origin.ts';
import { DatasetVersion } from './dataset-version.ts';
import { cellTime } from './grid.ts';
import { type PinnedArrays, seriesSha256 } from './lineage.ts';
import type { SampledSensor } from './sampled-sensor.ts';
import type { Traces } from './traces.ts';

/** What was found out about the readings before they became arrays. */
interface Found {
  readonly traces: Traces;
  readonly quality: QualityReport;
}

/** The version of these exact arrays, this split and this cleaning: the stored one where there is one. */
export async function recordDataset(
  em: EntityManager,
  sensor: SampledSensor,
  arrays: PinnedArrays,
  { traces, quality }: Found,
): Promise<DatasetVersion> {
  const { grid, series, split, cleaning, features } = arrays;
  const sha256 = seriesSha256(arrays, sensor.inputIds);
  const stored = await em.findOne(DatasetVersion, { sensorId: sensor.id, sha256 });
  if (stored) return stored;
  const version = em.create(DatasetVersion, {
    sensorId: sensor.id,
    fromMs: grid.startMs,
    toMs: cellTime(grid, grid.count - 1),
    samplingPeriodMs: grid.periodMs,
    sampleCount: grid.count,
    missingCount: grid.count - usableCount(series.values),
    ...split,
    inputSensorIds: JSON.stringify(sensor.inputIds),
    cleaning: cleaning && JSON.stringify(cleaning),
    features: features && JSON.stringify(features),
    quality: JSON.stringify(quality),
    sha256,
    createdAtMs: Date.now(),
  });
  await em.flush();
  const { blocks, inputs, ...rest } = traces;
  em.create(DatasetOrigin, {
    ...rest,
    datasetVersionId: version.id,
    readings: quality.figures.readings,
    blocks: Buffer.from(blocks),
    inputs: JSON.stringify(inputs),
  });
  await em.flush();
  return version;
}
