import type { EntityManager } from '../db/database.ts';
import { DomainError } from '../errors.ts';
import type { StoredArtifact } from './artifact-store.ts';
import { type Metrics, ModelVersion, type ScopeKind, ScopeMember } from './model-version.ts';
import type { ModelTask } from './registered-model.ts';

/** What one sensor of a group was fitted and judged on, and its out-of-sample figures. */
export interface MemberOrigin {
  readonly sensorId: number;
  readonly datasetVersionId: number;
  readonly metrics: Metrics;
  readonly baselineMetrics: Metrics;
}

/** A fitted model that asks to become a version. `scope.name` is the tag of the sensor or the name of the group. */
export interface NewVersion {
  readonly task: ModelTask;
  readonly scope: {
    readonly kind: ScopeKind;
    readonly name: string;
    readonly sensorIds: readonly number[];
  };
  readonly family: string;
  readonly config: object;
  readonly seed: number;
  readonly metrics: Metrics;
  readonly baselineMetrics: Metrics;
  readonly datasetVersionId: number;
  readonly trainingJobId: number;
  readonly artifact: StoredArtifact;
  /** Of a group, of each sensor of the scope; `datasetVersionId` is then that of the first. */
  readonly members?: readonly MemberOrigin[];
}

/**
 * Makes the next version of the registered model `TAG/task` or `group NAME/task` in the caller's transaction, and the model with its
 * first version.
 * @throws DomainError NO_OUT_OF_SAMPLE_METRICS
 */
export async function admitVersion(em: EntityManager, candidate: NewVersion): Promise<ModelVersion> {
  refuseUnjudged(candidate);
  const registeredModelId = await lockRegisteredModel(em, candidate);
  const [{ last }]: { last: number | null }[] = await em.execute(
    'select max(version) as last from model_version where registered_model_id = ?',
    [registeredModelId],
  );
  const version = em.create(ModelVersion, {
    registeredModelId,
    version: (last ?? 0) + 1,
    scopeKind: candidate.scope.kind,
    scopeName: candidate.scope.name,
    family: candidate.family,
    config: JSON.stringify(candidate.config),
    seed: candidate.seed,
    metrics: JSON.stringify(candidate.metrics),
    baselineMetrics: JSON.stringify(candidate.baselineMetrics),
    datasetVersionId: candidate.datasetVersionId,
    trainingJobId: candidate.trainingJobId,
    artifactSha256: candidate.artifact.sha256,
    artifactBytes: candidate.artifact.bytes,
    createdAtMs: Date.now(),
  });
  await em.flush();
  const origins = new Map(candidate.members?.map((member) => [member.sensorId, member]));
  for (const sensorId of candidate.scope.sensorIds) {
    em.create(ScopeMember, { modelVersionId: version.id, sensorId, ...columnsOf(origins.get(sensorId)) });
  }
  await em.flush();
  return version;
}

const columnsOf = (origin: MemberOrigin | undefined) =>
  origin && {
    datasetVersionId: origin.datasetVersionId,
    metrics: JSON.stringify(origin.metrics),
    baselineMetrics: JSON.stringify(origin.baselineMetrics),
  };

/** Tags have no space, so that a group never takes the name of a sensor. */
const modelName = ({ kind, name }: Pick<NewVersion['scope'], 'kind' | 'name'>, task: ModelTask): string =>
  `${kind === 'GROUP' ? `group ${name}` : name}/${task.toLowerCase()}`;

/** The id of the registered model, its row locked until the transaction ends: version numbers have no gap and no twin. */
export async function lockRegisteredModel(
  em: EntityManager,
  { scope, task }: { readonly scope: Pick<NewVersion['scope'], 'kind' | 'name'>; readonly task: ModelTask },
): Promise<number> {
  const name = modelName(scope, task);
  const [row]: { id: number }[] = await em.execute(
    `insert into registered_model (name, task, description, created_at_ms) values (?, ?, '', ?)
      on conflict (name) do update set name = excluded.name returning id`,
    [name, task, Date.now()],
  );
  return row.id;
}

function refuseUnjudged({ metrics, baselineMetrics, members = [] }: NewVersion): void {
  for (const figures of [{ metrics, baselineMetrics }, ...members]) refuseFigures(figures);
}

function refuseFigures({ metrics, baselineMetrics }: Pick<NewVersion, 'metrics' | 'baselineMetrics'>): void {
  const wrong = fault(metrics, 'The version') ?? fault(baselineMetrics, 'The naive baseline');
  const shared = Object.keys(metrics).some((name) => name in baselineMetrics);
  const message = wrong ?? (shared ? null : 'The version and the naive baseline share no figure');
  if (message === null) return;
  throw new DomainError(
    'NO_OUT_OF_SAMPLE_METRICS',
    message,
    'Train on a range long enough that its later part can judge the model beside the naive baseline.',
  );
}

function fault(metrics: Metrics, whose: string): string | null {
  const entries = Object.entries(metrics);
  if (entries.length === 0) return `${whose} has no out-of-sample figures`;
  const unfit = entries.find(([, figure]) => !Number.isFinite(figure));
  return unfit ? `${whose} has ${unfit[0]} = ${unfit[1]}, which is not finite` : null;
}
