import type { AnyEntity, EntityClass } from '@mikro-orm/core';
import { encodeId, type NodeType } from '../../schema/global-id.ts';
import { identityOf } from '../../src/access.ts';
import type { Services } from '../../src/context.ts';
import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import type { Database } from '../../src/db/database.ts';
import { Anomaly } from '../../src/detection/anomaly.ts';
import { DetectionRun } from '../../src/detection/detection-run.ts';
import { createEquipment } from '../../src/equipment/equipment-tree.ts';
import { createSensor } from '../../src/equipment/sensor-changes.ts';
import { Forecast } from '../../src/forecasting/forecast.ts';
import { Job } from '../../src/jobs/job.ts';
import { OperatorLabel } from '../../src/labels/operator-label.ts';
import { GateDecision } from '../../src/promotion/gate-decision.ts';
import { ModelValidation } from '../../src/promotion/model-validation.ts';
import { ShadowRun } from '../../src/promotion/shadow-run.ts';
import { Assignment } from '../../src/registry/assignment.ts';
import { ImportedVersion } from '../../src/registry/imported-version.ts';
import { ModelFault } from '../../src/registry/model-fault.ts';
import { ModelVersion, ScopeMember } from '../../src/registry/model-version.ts';
import { RegisteredModel } from '../../src/registry/registered-model.ts';
import { RegistryImport } from '../../src/registry/registry-import.ts';
import { ApiToken } from '../../src/tokens/api-token.ts';
import type { Plant } from '../schema/fixture.ts';

/** A plant with one thing of each type that has a global id. */
export interface SeededPlant extends Omit<Plant, 'areaId'> {
  readonly sitePath: string;
  readonly ids: Readonly<Record<NodeType, string>>;
}

const WORDS: Readonly<Record<string, unknown>> = {
  task: 'DETECTION',
  status: 'OPEN',
  severity: 'LOW',
  scopeKind: 'SENSOR',
  verdict: 'CONFIRMED',
  inputSensorIds: '[]',
  reasons: '[]',
  problems: '[]',
};

let made = 0;

/** A row whose required columns hold something, whatever it is; of each the values given. */
async function enter(
  db: Database,
  entity: EntityClass<AnyEntity>,
  given: Record<string, unknown>,
): Promise<number> {
  const em = db.em();
  const { props } = em.getMetadata().get(entity);
  const row: Record<string, unknown> = {};
  for (const prop of props) {
    if (prop.nullable || prop.autoincrement || prop.default !== undefined || prop.name in given) continue;
    const type = `${prop.columnTypes?.[0]}`;
    const text = () => WORDS[prop.name] ?? `{"n":${++made}}`;
    row[prop.name] = /blob|bytea/.test(type)
      ? Buffer.alloc(1)
      : /int|double|real/.test(type)
        ? ++made
        : text();
  }
  return Number(await em.insert(entity, { ...row, ...given }));
}

async function tree(db: Database, prefix: string) {
  return db.transaction(async (em) => {
    const site = await createEquipment(em, { tag: `${prefix}-SITE`, name: prefix, kind: 'SITE' });
    const parts = { name: prefix };
    const area = await createEquipment(em, {
      ...parts,
      tag: `${prefix}-AREA`,
      kind: 'AREA',
      parentId: site.id,
    });
    const unit = await createEquipment(em, {
      ...parts,
      tag: `${prefix}-UNIT`,
      kind: 'UNIT',
      parentId: area.id,
    });
    await em.flush();
    const input = { name: prefix, equipmentId: unit.id, quantity: 'velocity', unit: 'mm/s' };
    const sensor = await createSensor(em, { ...input, tag: `${prefix}-S`, samplingPeriodMs: 1_000 }, 'test');
    await em.flush();
    return { site, unit, sensor };
  });
}

/** @param viewer who asked for its jobs */
export async function seedPlant(db: Database, prefix: string, viewer: string): Promise<SeededPlant> {
  const { site, unit, sensor } = await tree(db, prefix);
  const sensorId = sensor.id;
  const of = (entity: EntityClass<AnyEntity>, given: Record<string, unknown> = {}) =>
    enter(db, entity, { sensorId, ...given });
  const plain = (entity: EntityClass<AnyEntity>, given: Record<string, unknown> = {}) =>
    enter(db, entity, given);

  const datasetVersionId = await of(DatasetVersion);
  const registeredModelId = await plain(RegisteredModel, { name: `${prefix}-S/detection` });
  const asked = { requestedBy: viewer, requester: identityOf({ name: viewer }) };
  const job = (kind: string, more = {}) =>
    of(Job, { kind, status: 'QUEUED', request: '{}', ...asked, ...more });
  const trainingJobId = await job('TRAIN');
  const modelVersionId = await plain(ModelVersion, { registeredModelId, datasetVersionId, trainingJobId });
  await of(ScopeMember, { modelVersionId });
  const registryImportId = await plain(RegistryImport);
  const anomalyId = await of(Anomaly, { modelVersionId });
  const ids: Record<NodeType, number> = {
    Equipment: unit.id,
    Sensor: sensorId,
    Anomaly: anomalyId,
    OperatorLabel: await of(OperatorLabel, { anomalyId }),
    Forecast: await of(Forecast, { modelVersionId }),
    RegisteredModel: registeredModelId,
    ModelVersion: modelVersionId,
    ImportedVersion: await of(ImportedVersion, { registeredModelId, registryImportId }),
    RegistryImport: registryImportId,
    DatasetVersion: datasetVersionId,
    Assignment: await of(Assignment, { modelVersionId }),
    TrainingJob: trainingJobId,
    DetectionJob: await job('DETECT'),
    DetectionRun: await of(DetectionRun, { modelVersionId }),
    ModelFault: await of(ModelFault, { modelVersionId }),
    GateDecision: await of(GateDecision, { modelVersionId }),
    ValidationJob: await job('VALIDATE', { sensorId: null }),
    ShadowRun: await of(ShadowRun, { modelVersionId }),
    ModelValidation: await of(ModelValidation, { modelVersionId }),
    ApiToken: await plain(ApiToken, { role: 'VIEWER' }),
  };
  const encoded = Object.entries(ids).map(([type, id]) => [type, encodeId(type, id)]);
  return {
    unitId: unit.id,
    unitPath: unit.path,
    sitePath: site.path,
    sensorIds: [sensorId],
    ids: Object.fromEntries(encoded),
  };
}

/** The text of a token for the unit of a plant whose jobs were asked for by `scoped`: now, by it. */
export async function scopedToken(
  { db, tokens }: Pick<Services, 'db' | 'tokens'>,
  { unitId }: SeededPlant,
): Promise<string> {
  const input = { name: 'scoped', role: 'ADMIN', equipmentId: unitId } as const;
  const { text, token } = await tokens.create(input, 'test');
  const requester = identityOf({ name: 'scoped', credential: `token ${token.id}` });
  await db.em().nativeUpdate(Job, { requestedBy: 'scoped' }, { requester });
  return text;
}
