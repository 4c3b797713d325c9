import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import { ModelVersion } from '../registry/model-version.ts';

/**
 * MODEL: a live version. LAST_GOOD: it could not be used, and the newest earlier one that could stood in. FALLBACK: there was
 * none such; the naive forecast of the history itself. SHADOW: a version that is not live, beside what is: judged, and neither
 * announced nor counted.
 */
export const FORECAST_MODES = ['MODEL', 'LAST_GOOD', 'FALLBACK', 'SHADOW'] as const;
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
  indexes: [
    { properties: ['sensorId', 'judgeDueMs'] },
    { properties: ['modelVersionId', 'originMs'] },
    { properties: ['riskProbability', 'id'] },
  ],
  properties: {
    id: p.integer().primary().autoincrement(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id'),
    originMs: p.bigint('number'),
    stepMs: p.bigint('number'),
    horizon: p.integer(),
    requestKey: p.string(),
    mode: p.string().$type<ForecastMode>(),
    method: p.string(),
    modelVersionId: () => p.manyToOne(ModelVersion).mapToPk().nullable().fieldName('model_version_id'),
    point: p.text(),
    bands: p.text(),
    /** The naive baseline at the same steps, and by which rule; null in forecasts of before they were judged. */
    baseline: p.text().nullable(),
    baselineMethod: p.string().nullable(),
    scale: p.float().columnType('double precision').nullable(),
    /** A `StoredRisk` as JSON; null in forecasts of before there was one. */
    risk: p.text().nullable(),
    /** That of the limit which is likeliest to be crossed; null where there is none. */
    riskProbability: p.float().columnType('double precision').nullable(),
    issuedAtMs: p.bigint('number').index(),
    /** The steps up to this one are judged; 0 when late readings made it begin again. */
    judgedThrough: p.integer().default(0),
    /** Counts what was written of the judgement, so that of two that write only one does. */
    judgeRevision: p.integer().default(0),
    /** A reading with this source time or a later one lets the next step be judged; null when all are, or none can be. */
    judgeDueMs: p.bigint('number').nullable(),
    judged: p.text().nullable(),
    judgedAtMs: p.bigint('number').nullable(),
  },
});

/**
 * Steps 1…horizon after `originMs` (the last reading), `stepMs` apart. `point` and `baseline` are JSON arrays, `bands`
 * a JSON array of `{level, lower, upper}`, `judged` a `Judgement`. `scale` is the mean absolute seasonal difference of
 * the history. `requestKey` holds version, horizon and levels: asking again gives the stored one.
 */
export class Forecast extends ForecastSchema.class {}
ForecastSchema.setClass(Forecast);

/** What is expected at each step, in the unit of the sensor. */
export const pointsOf = ({ point }: Pick<Forecast, 'point'>): readonly number[] => JSON.parse(point);

/** In the order of the levels that were asked for. */
export const bandsOf = ({ bands }: Pick<Forecast, 'bands'>): readonly StoredBand[] => JSON.parse(bands);

/** The naive baseline at the same steps; null in forecasts of before they were judged. */
export const baselineOf = ({ baseline }: Pick<Forecast, 'baseline'>): readonly number[] | null =>
  baseline == null ? null : JSON.parse(baseline);
