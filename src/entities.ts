import { AuditEntry, AuditSubject } from './audit/audit-entry.ts';
import { DatasetOrigin } from './datasets/dataset-origin.ts';
import { DatasetVersion } from './datasets/dataset-version.ts';
import { Anomaly, AnomalyRevision } from './detection/anomaly.ts';
import { Checkpoint } from './detection/checkpoint.ts';
import { DetectionRun, DetectionRunAnomaly } from './detection/detection-run.ts';
import { RegimeState } from './detection/regime-state.ts';
import { RerunPoint, RerunState } from './detection/rerun-point.ts';
import { ScoringMark } from './detection/scoring-mark.ts';
import { ScoringPartition, ScoringProcess } from './detection/scoring-partition.ts';
import { Equipment } from './equipment/equipment.ts';
import { Sensor, SensorInput } from './equipment/sensor.ts';
import { Setting } from './equipment/setting.ts';
import { EventHorizon } from './events/event-horizon.ts';
import { EventRecord } from './events/event-record.ts';
import { Forecast } from './forecasting/forecast.ts';
import { ForecastSchedule } from './forecasting/forecast-schedule.ts';
import { RiskRecalibrationState } from './forecasting/risk-recalibration-state.ts';
import { TrackerState } from './forecasting/tracker-state.ts';
import { Job } from './jobs/job.ts';
import { JobLine } from './jobs/job-log.ts';
import { JobMember } from './jobs/job-member.ts';
import { JobWorker } from './jobs/job-workers.ts';
import { OperatorLabel } from './labels/operator-label.ts';
import { GateDecision } from './promotion/gate-decision.ts';
import { ModelValidation } from './promotion/model-validation.ts';
import { ShadowAnomaly, ShadowRun } from './promotion/shadow-run.ts';
import { ArtifactHold } from './registry/artifact-hold.ts';
import { Assignment } from './registry/assignment.ts';
import { ImportedVersion } from './registry/imported-version.ts';
import { ModelAlias } from './registry/model-alias.ts';
import { ModelFault } from './registry/model-fault.ts';
import { ModelVersion, ScopeMember } from './registry/model-version.ts';
import { WeightsEntry } from './registry/performance-weights.ts';
import { RegisteredModel } from './registry/registered-model.ts';
import { RegistryImport } from './registry/registry-import.ts';
import { RetentionPolicy } from './registry/retention-policy.ts';
import { ApiToken } from './tokens/api-token.ts';
import { RetrainingPolicy } from './training/retraining-policy.ts';

/** Everything that the database keeps, except readings, which have a store of their own. */
export const ENTITIES = [
  Equipment,
  Sensor,
  SensorInput,
  Setting,
  OperatorLabel,
  RegisteredModel,
  ModelVersion,
  ScopeMember,
  Assignment,
  ModelAlias,
  ModelFault,
  WeightsEntry,
  GateDecision,
  ModelValidation,
  ShadowRun,
  ShadowAnomaly,
  RegistryImport,
  ImportedVersion,
  ArtifactHold,
  DatasetVersion,
  DatasetOrigin,
  Job,
  JobMember,
  JobLine,
  JobWorker,
  RetentionPolicy,
  RetrainingPolicy,
  Anomaly,
  AnomalyRevision,
  ScoringMark,
  ScoringPartition,
  ScoringProcess,
  Checkpoint,
  RegimeState,
  RerunPoint,
  RerunState,
  DetectionRun,
  DetectionRunAnomaly,
  Forecast,
  ForecastSchedule,
  TrackerState,
  RiskRecalibrationState,
  ApiToken,
  AuditEntry,
  AuditSubject,
  EventRecord,
  EventHorizon,
];
