import type { Limits } from '../equipment/limits.ts';
import type { Limit } from '../ml/risk/limit.ts';
import type { Forecast } from './forecast.ts';

/** The limits of a sensor by name, after ISA-18.2. */
export const LIMIT_NAMES = ['LOW_LOW', 'LOW', 'HIGH', 'HIGH_HIGH'] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** NO_LIMITS: the sensor had none at the origin. NO_RESIDUAL_PATHS: what made the forecast remembers none of its errors. */
export const RISK_ABSENCES = ['NO_LIMITS', 'NO_RESIDUAL_PATHS'] as const;
export type RiskAbsence = (typeof RISK_ABSENCES)[number];

export interface NamedLimit extends Limit {
  readonly name: LimitName;
}

/** By when a limit is crossed with a probability of `quantile`; `step` is null where that lies beyond the horizon. */
export interface TimeToLimit {
  readonly quantile: number;
  readonly step: number | null;
}

/** The risk that a limit is crossed within the horizon, as it is stored. */
export interface StoredLimitRisk {
  readonly name: LimitName;
  readonly value: number;
  /** Whether the value at the origin had crossed it already. */
  readonly isBeyond: boolean;
  /** As the residual paths have it, and after recalibration; both in (0, 1). */
  readonly raw: number;
  readonly probability: number;
  readonly times: readonly TimeToLimit[];
}

/** As it is stored with a forecast. */
export interface StoredRisk {
  readonly absence: RiskAbsence | null;
  /** Samples of a season, or what stands for one. */
  readonly cycle: number;
  readonly limits: readonly StoredLimitRisk[];
}

export const sideOf = (name: LimitName): Limit['side'] =>
  name === 'LOW' || name === 'LOW_LOW' ? 'LOWER' : 'UPPER';

/** Those that are set, from the lowest on. */
export function namedLimits(limits: Limits | null): NamedLimit[] {
  if (limits === null) return [];
  const { lowLow, low, high, highHigh } = limits;
  const values = { LOW_LOW: lowLow, LOW: low, HIGH: high, HIGH_HIGH: highHigh };
  return LIMIT_NAMES.flatMap((name) => {
    const value = values[name];
    return value === null ? [] : [{ name, value, side: sideOf(name) }];
  });
}

/** Null in forecasts of before there was one. */
export const riskOf = ({ risk }: Pick<Forecast, 'risk'>): StoredRisk | null =>
  risk == null ? null : JSON.parse(risk);

/** That of the limit which is likeliest to be crossed; null where there is no risk to speak of. */
export const probabilityOf = ({ limits }: Pick<StoredRisk, 'limits'>): number | null =>
  limits.length === 0 ? null : Math.max(...limits.map(({ probability }) => probability));
