import type { Row } from '../src/db/keyset.ts';
import type { Forecast } from '../src/forecasting/forecast.ts';
import {
  type LimitName,
  probabilityOf,
  type RiskAbsence,
  type TimeToLimit,
} from '../src/forecasting/forecast-risk.ts';
import { type JudgedLimitRisk, judgedRisk } from '../src/forecasting/risk-outcome.ts';
import { riskLevelOf } from '../src/ml/risk/risk-level.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';
import { ForecastRef } from './forecast.ts';
import { RiskLevelEnum } from './risk-level.ts';

const LimitNameEnum = enumOf<LimitName>('LimitName', 'A limit of a sensor, after ISA-18.2.', {
  LOW_LOW: 'LL: act now, it is too low.',
  LOW: 'L: it is low.',
  HIGH: 'H: it is high.',
  HIGH_HIGH: 'HH: act now, it is too high.',
});

const RiskAbsenceEnum = enumOf<RiskAbsence>('RiskAbsence', 'Why nothing is said of a risk.', {
  NO_LIMITS: 'The sensor had no limits at the origin.',
  NO_RESIDUAL_PATHS: 'What made the forecast remembers none of its errors: the fallback, or other intervals.',
});

type Timed = TimeToLimit & Pick<Row<Forecast>, 'originMs' | 'stepMs'>;

const TimeToLimitRef = builder.objectRef<Timed>('TimeToLimit').implement({
  description: 'By when a limit is crossed.',
  fields: (t) => ({
    quantile: t.exposeFloat('quantile', { description: 'With this probability it is crossed by then.' }),
    step: t.exposeInt('step', { nullable: true, description: 'The step; null beyond the horizon.' }),
    time: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The instant of the step; null beyond the horizon.',
      resolve: ({ originMs, stepMs, step }) => (step === null ? null : originMs + step * stepMs),
    }),
  }),
});

const LimitRiskRef = builder
  .objectRef<JudgedLimitRisk & Pick<Row<Forecast>, 'originMs' | 'stepMs'>>('LimitRisk')
  .implement({
    description: 'The risk that one limit is crossed.',
    fields: (t) => ({
      limit: t.expose('name', { type: LimitNameEnum, description: 'Which limit.' }),
      value: t.exposeFloat('value', { description: 'The limit at the origin, in the unit of the sensor.' }),
      isBeyond: t.exposeBoolean('isBeyond', {
        description: 'Whether the value at the origin had crossed it.',
      }),
      probability: t.exposeFloat('probability', {
        description: 'That it is crossed within the horizon; corrected by how often earlier ones came true.',
      }),
      level: t.field({
        type: RiskLevelEnum,
        description: 'The band that the probability is in.',
        resolve: ({ probability }) => riskLevelOf(probability),
      }),
      times: t.field({
        type: [TimeToLimitRef],
        description: 'The time to the limit, as quantiles 0.1, 0.5 and 0.9 of the paths that it may take.',
        resolve: ({ times, originMs, stepMs }) => times.map((time) => ({ ...time, originMs, stepMs })),
      }),
      hasCrossed: t.exposeBoolean('hasCrossed', {
        nullable: true,
        description:
          'What came of it. Null while it is open, and where no step crossed and more than a tenth of the actuals never came.',
      }),
    }),
  });

const ForecastRiskRef = builder
  .objectRef<NonNullable<ReturnType<typeof judgedRisk>>>('ForecastRisk')
  .implement({
    description: 'How likely a sensor is to cross its limits within the horizon of a forecast.',
    fields: (t) => ({
      absence: t.expose('absence', {
        type: RiskAbsenceEnum,
        nullable: true,
        description: 'Why nothing is said; null where something is.',
      }),
      probability: t.float({
        nullable: true,
        description: 'That of the limit which is likeliest to be crossed.',
        resolve: probabilityOf,
      }),
      level: t.field({
        type: RiskLevelEnum,
        nullable: true,
        description: 'The band that it is in.',
        resolve: (risk) => {
          const probability = probabilityOf(risk);
          return probability === null ? null : riskLevelOf(probability);
        },
      }),
      limits: t.field({
        type: [LimitRiskRef],
        description: 'Each limit that was in force at the origin, from the lowest on.',
        resolve: ({ limits, originMs, stepMs }) => limits.map((limit) => ({ ...limit, originMs, stepMs })),
      }),
    }),
  });

builder.objectField(ForecastRef, 'risk', (t) =>
  t.field({
    type: ForecastRiskRef,
    nullable: true,
    complexity: 1,
    description:
      'Whether it crosses limits of the sensor, those in force at the origin; null in forecasts of before there was a risk.',
    resolve: judgedRisk,
  }),
);
