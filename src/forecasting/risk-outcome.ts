import type { EntityManager } from '../db/database.ts';
import type { Row } from '../db/keyset.ts';
import type { ResolvedCase } from '../ml/risk/platt-scaling.ts';
import type { Forecast } from './forecast.ts';
import { type RiskAbsence, riskOf, type StoredLimitRisk } from './forecast-risk.ts';
import { type Judgement, storedJudgement } from './judgement.ts';
import { reachOf, recalibrationFrom } from './recalibration.ts';
import {
  type RecalibrationOwner,
  recalibrationStates,
  writeRecalibrations,
} from './risk-recalibration-state.ts';

/** Cycles between two fits of a recalibration: a week of days. */
const FIT_EVERY = 7;
/** Of the steps, those that may be without an actual where none crossed. */
const MOST_MISSING = 0.1;

/** A limit that was not crossed at the origin, and what came of it once the whole horizon was over. */
interface RiskOutcome {
  readonly limit: StoredLimitRisk;
  readonly happened: boolean;
}

/** Whether the i-th limit was crossed; null while that is open, or can never be known. */
function hasCrossed(horizon: number, { throughStep, blocks, crossed }: Judgement, i: number): boolean | null {
  if ((crossed?.[i] ?? 0) > 0) return true;
  if (!crossed || throughStep < horizon) return null;
  const known = blocks.reduce((sum, { steps }) => sum + steps, 0);
  return horizon - known > MOST_MISSING * horizon ? null : false;
}

/** A risk and what came of it, as far as that is known. */
export interface JudgedLimitRisk extends StoredLimitRisk {
  readonly hasCrossed: boolean | null;
}

interface JudgedRisk extends Pick<Row<Forecast>, 'originMs' | 'stepMs'> {
  readonly absence: RiskAbsence | null;
  readonly limits: readonly JudgedLimitRisk[];
}

/** Null in forecasts of before there was a risk. */
export function judgedRisk(forecast: Row<Forecast>): JudgedRisk | null {
  const risk = riskOf(forecast);
  if (!risk) return null;
  const judgement = storedJudgement(forecast);
  const { originMs, stepMs, horizon } = forecast;
  const limits = risk.limits.map((limit, i) => ({ ...limit, hasCrossed: hasCrossed(horizon, judgement, i) }));
  return { absence: risk.absence, limits, originMs, stepMs };
}

/** Empty before the horizon is over: crossings come to be known before their absence does. */
export function outcomesOf(
  forecast: Pick<Forecast, 'horizon' | 'risk'>,
  judgement: Judgement,
): RiskOutcome[] {
  if (judgement.throughStep < forecast.horizon) return [];
  const limits = riskOf(forecast)?.limits ?? [];
  return limits.flatMap((limit, i) => {
    const happened = hasCrossed(forecast.horizon, judgement, i);
    return happened === null || limit.isBeyond ? [] : [{ limit, happened }];
  });
}

interface Complete {
  readonly forecast: Row<Forecast>;
  readonly judgement: Judgement;
}

/**
 * Forecasts that became complete teach the recalibration of their sensors, once each: late readings that change an outcome
 * afterwards change the figures, not what was learnt. In the caller's transaction, which holds the lock of the sensors.
 */
export async function learnRisks(em: EntityManager, complete: readonly Complete[]): Promise<void> {
  const cases = complete
    .filter(({ forecast }) => forecast.modelVersionId != null && !wasComplete(forecast))
    .map(({ forecast, judgement }) => ({ forecast, outcomes: outcomesOf(forecast, judgement) }))
    .filter(({ outcomes }) => outcomes.length > 0)
    .toSorted((a, b) => endOf(a.forecast) - endOf(b.forecast));
  const groups = Map.groupBy(cases, ({ forecast }) => JSON.stringify(ownerOf(forecast)));
  const owners = [...groups.keys()].map((key): RecalibrationOwner => JSON.parse(key));
  const stateOf = await recalibrationStates(em, owners);
  const learnt = owners.map((owner) => {
    const own = groups.get(JSON.stringify(owner)) ?? [];
    const cycle = riskOf(own[0].forecast)?.cycle ?? 1;
    const recalibration = recalibrationFrom(stateOf(owner), FIT_EVERY * cycle);
    for (const { forecast, outcomes } of own) {
      for (const { limit, happened } of outcomes) {
        const resolved: ResolvedCase = { probability: limit.raw, happened };
        recalibration.resolve(endOf(forecast), resolved);
      }
    }
    return { owner, state: recalibration.save() };
  });
  await writeRecalibrations(em, learnt);
}

const wasComplete = (forecast: Row<Forecast>): boolean =>
  storedJudgement(forecast).throughStep === forecast.horizon;

/** In sampling periods from the epoch. */
const endOf = ({ originMs, stepMs, horizon }: Row<Forecast>): number =>
  Math.round(originMs / stepMs) + horizon;

const ownerOf = ({ sensorId, modelVersionId, horizon }: Row<Forecast>): RecalibrationOwner => ({
  sensorId,
  modelVersionId: modelVersionId as number,
  reach: reachOf(horizon),
});
