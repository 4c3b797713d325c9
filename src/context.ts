import type { Viewer } from './access.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { RecordingCounts } from './audit/recording-counts.ts';
import type { DataQuality } from './datasets/data-quality.ts';
import type { LineageCheck } from './datasets/lineage-check.ts';
import type { Database, EntityManager } from './db/database.ts';
import { limitReach } from './db/reach.ts';
import type { Explaining } from './detection/explaining.ts';
import type { Labelling } from './detection/labelling.ts';
import type { RangeDetection } from './detection/range-detection.ts';
import type { Replaying } from './detection/replaying.ts';
import type { Rerunning } from './detection/rerunning.ts';
import type { SeriesScoring } from './detection/series-scoring.ts';
import type { EquipmentTree } from './equipment/equipment-tree.ts';
import type { EventFeed, ReadableFeed } from './events/feed.ts';
import type { Forecasting } from './forecasting/forecasting.ts';
import type { ForecastScheduling } from './forecasting/scheduling.ts';
import type { JobQueue } from './jobs/job-queue.ts';
import type { Labels } from './labels/labels.ts';
import type { LiveLine, TakeReadings } from './live/line.ts';
import type { TelemetryFeed } from './live/telemetry.ts';
import type { ModelValidations } from './promotion/model-validations.ts';
import type { PromotionGate } from './promotion/promotion-gate.ts';
import type { ShadowRuns } from './promotion/shadow-runs.ts';
import type { ReadingsStore } from './readings/store.ts';
import type { Challengers } from './registry/challengers.ts';
import type { Registry } from './registry/registry.ts';
import type { VersionRetention } from './registry/version-retention.ts';
import { reachFor } from './subtree/subtree-reach.ts';
import type { TensorCheck } from './tensors/tensor-check.ts';
import type { ApiTokens } from './tokens/api-tokens.ts';
import type { BatchTraining } from './training/batch-training.ts';
import type { GroupTraining } from './training/group-training.ts';
import type { Training } from './training/training.ts';

/** What the graph asks of the rooms; made once when the server starts. */
export interface Services {
  readonly db: Database;
  readonly equipment: EquipmentTree;
  readonly readings: ReadingsStore;
  readonly feed: ReadableFeed;
  readonly telemetry: TelemetryFeed;
  readonly line: LiveLine;
  readonly labels: Labels;
  readonly labelling: Labelling;
  readonly registry: Registry;
  readonly gate: PromotionGate;
  readonly shadows: ShadowRuns;
  readonly validation: ModelValidations;
  readonly challengers: Challengers;
  readonly versions: VersionRetention;
  readonly jobs: JobQueue;
  readonly training: Training;
  readonly batches: BatchTraining;
  readonly groups: GroupTraining;
  readonly forecasting: Forecasting;
  readonly schedules: ForecastScheduling;
  readonly scoring: SeriesScoring;
  readonly replaying: Replaying;
  readonly explaining: Explaining;
  readonly rerunning: Rerunning;
  readonly ranges: RangeDetection;
  readonly lineage: LineageCheck;
  readonly quality: DataQuality;
  readonly tensors: Pick<TensorCheck, 'choice'>;
  readonly tokens: ApiTokens;
  readonly audit: AuditLog;
  readonly recordings: RecordingCounts;
}

/**
 * What one operation, or one event of a subscription, holds: a unit of work of its own, from which loaders follow
 * (they are kept per context). `signal` aborts when the subscription ends, or whoever asked is gone.
 */
export interface Context {
  readonly services: Services;
  readonly viewer: Viewer;
  readonly em: EntityManager;
  readonly signal?: AbortSignal;
  /** Takes from what the viewer may send. @throws RateLimitedError */
  readonly takeReadings?: TakeReadings;
  /** Under which log lines of the operation are found. */
  readonly requestId?: string;
}

/** What a transport knows of who asks. */
export interface Asked {
  readonly signal?: AbortSignal;
  /** Stops the statements that are under way, on PostgreSQL; those of SQLite hold the process anyway. */
  readonly stop?: AbortSignal;
  readonly takeReadings?: TakeReadings;
  readonly requestId?: string;
}

/** For a viewer of a subtree, what it lists and follows ends there. */
export function contextFor(
  services: Services & { readonly feed: EventFeed },
  viewer: Viewer,
  { stop, ...asked }: Asked = {},
): Context {
  const em = services.db.em(stop);
  const reach = reachFor(viewer);
  const readings = { get: () => services.readings.until(stop ?? asked.signal) };
  const feed = reach && { value: services.feed.within(reach.path) };
  const own = Object.create(services, { readings, ...(feed && { feed }) }) as Services;
  return { viewer, ...asked, services: own, em: reach ? limitReach(em, reach) : em };
}
