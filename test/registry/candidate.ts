import type { NewVersion } from '../../src/registry/version-admission.ts';

let jobs = 0;

/** A candidate that the registry lets in, with a training job id of its own. */
export const candidate = (sensorIds: readonly number[], change: Partial<NewVersion> = {}): NewVersion => ({
  task: 'DETECTION',
  scope: { kind: sensorIds.length > 1 ? 'GROUP' : 'SENSOR', name: `S-${sensorIds.join('-')}`, sensorIds },
  family: 'robust',
  config: { limit: 3 },
  seed: 7,
  metrics: { falseAlarms: 1 },
  baselineMetrics: { falseAlarms: 9 },
  datasetVersionId: 1,
  trainingJobId: ++jobs,
  artifact: { sha256: '0'.repeat(64), bytes: 10 },
  ...change,
});
