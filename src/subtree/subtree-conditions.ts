import { type AnyEntity, type EntityClass, type RawQueryFragment, raw } from '@mikro-orm/core';
import { AuditEntry } from '../audit/audit-entry.ts';
import { DatasetVersion } from '../datasets/dataset-version.ts';
import type { Use } from '../db/reach.ts';
import { Anomaly } from '../detection/anomaly.ts';
import { DetectionRun, DetectionRunAnomaly } from '../detection/detection-run.ts';
import { Equipment } from '../equipment/equipment.ts';
import { Sensor } from '../equipment/sensor.ts';
import { Forecast } from '../forecasting/forecast.ts';
import { Job } from '../jobs/job.ts';
import { JobLine } from '../jobs/job-log.ts';
import { OperatorLabel } from '../labels/operator-label.ts';
import { GateDecision } from '../promotion/gate-decision.ts';
import { ModelValidation } from '../promotion/model-validation.ts';
import { ShadowRun } from '../promotion/shadow-run.ts';
import { Assignment } from '../registry/assignment.ts';
import { ImportedVersion } from '../registry/imported-version.ts';
import { ModelFault } from '../registry/model-fault.ts';
import { ModelVersion } from '../registry/model-version.ts';
import { RegisteredModel } from '../registry/registered-model.ts';
import { RegistryImport } from '../registry/registry-import.ts';
import { ApiToken } from '../tokens/api-token.ts';

type Parameter = 'PATH' | 'VIEWER';
/** SQL on the rows `r` of a table, and what its question marks stand for. */
type Condition = readonly [sql: string, ...parameters: Parameter[]];

const SENSORS = `(select s.id from sensor s join equipment e on e.id = s.equipment_id where e.path like ?)`;
const OF_SENSOR: Condition = [`r.sensor_id in ${SENSORS}`, 'PATH'];
const NOBODY: Condition = ['1 = 0'];

const MEMBERS = 'from scope_member m where m.model_version_id';
const SERVES = `exists (select 1 ${MEMBERS} = r.id and m.sensor_id in ${SENSORS})`;
const SERVES_ONLY = `${SERVES} and not exists (select 1 ${MEMBERS} = r.id and m.sensor_id not in ${SENSORS})`;

const JOB_MEMBERS = 'select 1 from job_member m where m.job_id = r.id';
const ALL_MEMBERS = `exists (${JOB_MEMBERS}) and not exists (${JOB_MEMBERS} and m.sensor_id not in ${SENSORS})`;

const OF_MODEL = `exists (select 1 from scope_member m join model_version v on v.id = m.model_version_id
    where v.registered_model_id = r.id and m.sensor_id in ${SENSORS})
  or exists (select 1 from imported_version i where i.registered_model_id = r.id and i.sensor_id in ${SENSORS})`;

/**
 * Which rows of each entity a viewer of a subtree sees. A version of a group is seen by whoever sees one of its sensors, and
 * changed by whoever sees all; a job about many sensors is seen by whoever sees all of them, or asked for it.
 */
const SEEN = new Map<EntityClass<AnyEntity>, Condition>([
  [Equipment, ['r.path like ?', 'PATH']],
  [Sensor, ['r.equipment_id in (select e.id from equipment e where e.path like ?)', 'PATH']],
  ...[
    Anomaly,
    Assignment,
    DatasetVersion,
    DetectionRun,
    Forecast,
    GateDecision,
    ImportedVersion,
    ModelFault,
    ModelValidation,
    OperatorLabel,
    ShadowRun,
  ].map((entity) => [entity, OF_SENSOR] as const),
  [
    DetectionRunAnomaly,
    [`r.detection_run_id in (select d.id from detection_run d where d.sensor_id in ${SENSORS})`, 'PATH'],
  ],
  [
    Job,
    [
      `(r.sensor_id in ${SENSORS} or r.sensor_id is null and (r.requester = ? or ${ALL_MEMBERS}))`,
      'PATH',
      'VIEWER',
      'PATH',
    ],
  ],
  [JobLine, [`r.job_id in (select j.id from job j where j.sensor_id in ${SENSORS})`, 'PATH']],
  [ModelVersion, [SERVES, 'PATH']],
  [RegisteredModel, [`(${OF_MODEL})`, 'PATH', 'PATH']],
  [RegistryImport, NOBODY],
  [ApiToken, NOBODY],
  [AuditEntry, NOBODY],
]);

const WHOLE = new Map<EntityClass<AnyEntity>, Condition>([
  [ModelVersion, [`(${SERVES_ONLY})`, 'PATH', 'PATH']],
  [RegisteredModel, NOBODY],
]);

/**
 * @param viewer what tells the viewer from every other
 * @throws Error for an entity of which the table says nothing: then nobody of a subtree reads it
 */
export function subtreeCondition(
  entity: EntityClass<AnyEntity>,
  use: Use,
  path: string,
  viewer: string,
): RawQueryFragment {
  const condition = (use === 'WHOLE' && WHOLE.get(entity)) || SEEN.get(entity);
  if (!condition) throw new Error(`Nothing says which rows of ${entity.name} are of a subtree`);
  const [sql, ...parameters] = condition;
  return raw(
    sql,
    parameters.map((parameter) => (parameter === 'PATH' ? `${path}%` : viewer)),
  );
}
