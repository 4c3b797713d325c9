import type { DatasetVersion } from '../datasets/dataset-version.ts';
import type { EntityManager } from '../db/database.ts';
import type { Metrics, ModelVersion } from '../registry/model-version.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import type { Promotion } from '../registry/registry.ts';

/** What a succeeded training job made; `assignmentIds` is empty unless the request asked for promotion and the
 * gate let it live. */
export type TrainOutcome = {
  /** What the gate said of it; none where promotion was not asked for. */
  readonly gateDecisionIds?: readonly number[];
  readonly modelVersionId: number;
  readonly version: number;
  readonly datasetVersionId: number;
  readonly assignmentIds: readonly number[];
};

/** What was just trained for a sensor and is not registered yet. */
export interface TrainedModel {
  readonly sensorId: number;
  readonly task: ModelTask;
  readonly family: string;
  readonly artifactSha256: string;
  readonly dataset: DatasetVersion;
  readonly metrics: Metrics;
  readonly baselineMetrics: Metrics;
  /** Which member of the weights is the sensor's; 0 where they are its alone. */
  readonly memberPlace: number;
}

/** Whether what was just trained may go live at once: for every sensor that it was made for, or for none. */
export interface TrainedGate {
  judgeTrained(
    models: readonly TrainedModel[],
    asker: { readonly signal?: AbortSignal },
  ): Promise<TrainedVerdict>;
}

export interface TrainedVerdict {
  /** In the transaction that makes the version: keeps the decisions, and promotes where the gate lets it. */
  settle(em: EntityManager, version: ModelVersion, promotion: Promotion): Promise<SettledPromotion>;
}

interface SettledPromotion {
  readonly assignments: readonly { readonly id: number }[];
  readonly decisionIds: readonly number[];
}
