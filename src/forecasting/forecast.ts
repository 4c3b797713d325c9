import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import { ModelVersion } from '../registry/model-version.ts';

/**
 * MODEL: a live version. LAST_GOOD: it could not be used, and the newest earlier one that could stood in. FALLBACK: there was
 * none such; the naive forecast of the history itself.
 */
export const FORECAST_MODES = ['MODEL', 'LAST_GOOD', 'FALLBACK'] as const;
export type ForecastMode = (typeof FORECAST_MODES)[number];

/** The central interval of a nominal level in (0, 1), one bound per step, in the unit of the sensor. */
export interface StoredBand {
  readonly level: number;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

const ForecastSchema = defineEntity({
  name: 'Forecast',
  tableName: 'forecast',
  uniques: [{ properties: ['sensorId', 'originMs', 'requestKey'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id'),
    originMs: p.bigint('number'),
    stepMs: p.bigint('number'),
    horizon: p.integer(),
    requestKey: p.string(),
    mode: p.string().$type<ForecastMode>(),
    method: p.string(),
    modelVersionId: () =>
      p.manyToOne(ModelVersion).mapToPk().nullable().fieldName('model_version_id').index(),
    point: p.text(),
    bands: p.text(),
    issuedAtMs: p.bigint('number'),
  },
});

/**
 * Steps 1…horizon after `originMs` (the last reading), `stepMs` apart. `point` is a JSON array, `bands` a JSON array
 * of `{level, lower, upper}`. `requestKey` holds version, horizon and levels: asking again gives the stored one.
 */
export class Forecast extends ForecastSchema.class {
  /** What is expected at each step, in the unit of the sensor. */
  points(): readonly number[] {
    return JSON.parse(this.point);
  }

  /** In the order of the levels that were asked for. */
  intervals(): readonly StoredBand[] {
    return JSON.parse(this.bands);
  }
}
ForecastSchema.setClass(Forecast);
