import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '../db/database.ts';
import { Sensor } from '../equipment/sensor.ts';
import { ModelVersion } from '../registry/model-version.ts';

const RiskRecalibrationStateSchema = defineEntity({
  name: 'RiskRecalibrationState',
  tableName: 'forecast_recalibration',
  properties: {
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id').deleteRule('cascade'),
    reach: p.integer().primary(),
    modelVersionId: () =>
      p.manyToOne(ModelVersion).mapToPk().fieldName('model_version_id').index().deleteRule('cascade'),
    state: p.blob(),
  },
});

/**
 * What was learnt from risks of a sensor whose whole horizon is over, under one version. Horizons up to the same power of
 * two (`reach`) learn together, so that a sensor has at most eleven.
 */
export class RiskRecalibrationState extends RiskRecalibrationStateSchema.class {}
RiskRecalibrationStateSchema.setClass(RiskRecalibrationState);

/** Of which sensor, version and horizon. */
export interface RecalibrationOwner {
  readonly sensorId: number;
  readonly modelVersionId: number;
  readonly reach: number;
}

const keyOf = ({ sensorId, modelVersionId, reach }: RecalibrationOwner) =>
  `${sensorId} ${modelVersionId} ${reach}`;

interface StateRow {
  readonly sensor_id: number;
  readonly reach: number;
  readonly model_version_id: number;
  readonly state: Uint8Array;
}

/** What is stored of an owner, from one statement for all of them. */
export async function recalibrationStates(
  em: EntityManager,
  owners: readonly RecalibrationOwner[],
): Promise<(owner: RecalibrationOwner) => Uint8Array | null> {
  if (owners.length === 0) return () => null;
  const each = (of: (owner: RecalibrationOwner) => number) => [...new Set(owners.map(of))];
  const rows: StateRow[] = await em.execute(
    'select * from forecast_recalibration where sensor_id in (?) and reach in (?)',
    [each(({ sensorId }) => sensorId), each(({ reach }) => reach)],
  );
  const found = new Map(
    rows.map((row) => {
      const { sensor_id: sensorId, model_version_id: modelVersionId, reach } = row;
      return [keyOf({ sensorId, modelVersionId, reach }), row.state];
    }),
  );
  return (owner) => found.get(keyOf(owner)) ?? null;
}

/** In the caller's transaction, which holds the lock of the sensors. */
export async function writeRecalibrations(
  em: EntityManager,
  states: readonly { readonly owner: RecalibrationOwner; readonly state: Uint8Array }[],
): Promise<void> {
  if (states.length === 0) return;
  await em.execute(
    `insert into forecast_recalibration (sensor_id, reach, model_version_id, state)
      values ${states.map(() => '(?, ?, ?, ?)').join(', ')} on conflict (sensor_id, reach) do update set
      model_version_id = excluded.model_version_id, state = excluded.state`,
    states.flatMap(({ owner: { sensorId, reach, modelVersionId }, state }) => [
      sensorId,
      reach,
      modelVersionId,
      Buffer.from(state),
    ]),
  );
}
