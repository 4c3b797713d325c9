import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';

const ForecastScheduleSchema = defineEntity({
  name: 'ForecastSchedule',
  tableName: 'forecast_schedule',
  properties: {
    sensorId: () => p.manyToOne(Sensor).mapToPk().primary().fieldName('sensor_id'),
    horizon: p.integer(),
    levels: p.text(),
    everySteps: p.integer(),
    dueMs: p.bigint('number').nullable(),
  },
});

/**
 * How a sensor is forecast without being asked: `horizon` steps ahead with bands of `levels` (a JSON array), whenever
 * `everySteps` sampling periods have gone by between readings. A reading with source time `dueMs` or a later one
 * brings the next; null any. The history of these settings is that of the sensor (`setting`, kind FORECAST).
 */
export class ForecastSchedule extends ForecastScheduleSchema.class {}
ForecastScheduleSchema.setClass(ForecastSchedule);
