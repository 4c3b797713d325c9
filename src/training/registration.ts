import type { EntityManager } from '../db/database.ts';
import type { Job } from '../jobs/job.ts';
import type { JobRun } from '../jobs/job-runner.ts';
import type { StoredArtifact } from '../registry/artifact-store.ts';
import type { Registry } from '../registry/registry.ts';
import type { NewVersion } from '../registry/version-admission.ts';
import { figuresLine, STORE_FROM } from './fit-log.ts';
import type { FitResult } from './fit-order.ts';
import type { TrainSettings } from './train-request.ts';
import type { TrainedVerdict, TrainOutcome } from './trained-model.ts';

/** Keeps the weights of a job before there is a version of them. */
export async function storeFit(
  registry: Registry,
  job: Job,
  { progress, log, step }: JobRun,
  fit: FitResult,
): Promise<StoredArtifact> {
  step('FITTED');
  progress(STORE_FROM, 'STORE');
  log(`Judged on the held-out part: ${figuresLine(fit)}`);
  await registry.hold(fit.artifact, String(job.leaseOwner));
  step('HELD');
  const artifact = await registry.store(fit.artifact);
  step('STORED');
  return artifact;
}

type Trained = Pick<NewVersion, 'scope' | 'datasetVersionId' | 'members' | 'artifact'>;

/** The version of a job, live where the gate lets it; in the transaction that ends the job. */
export async function registerFit(
  em: EntityManager,
  registry: Registry,
  job: Job,
  fit: FitResult,
  trained: Trained,
  verdict: TrainedVerdict | null,
): Promise<TrainOutcome> {
  const { task, family, config, seed } = job.requested() as TrainSettings;
  const { metrics, baselineMetrics, choice } = fit;
  const version = await registry.createVersion(em, {
    ...trained,
    ...{ task, family, config: { ...config, choice }, seed, metrics, baselineMetrics },
    trainingJobId: job.id,
  });
  const settled = await verdict?.settle(em, version, {
    modelVersionId: version.id,
    reason: `Promotion was asked for together with training job ${job.id}`,
    by: job.requestedBy,
  });
  return {
    modelVersionId: version.id,
    version: version.version,
    datasetVersionId: trained.datasetVersionId,
    assignmentIds: (settled?.assignments ?? []).map(({ id }) => id),
    gateDecisionIds: settled?.decisionIds ?? [],
  };
}
