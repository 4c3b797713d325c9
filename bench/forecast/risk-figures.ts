import type { BandTracker } from '../../src/ml/intervals/band-tracker.ts';
import { quantileOfSorted } from '../../src/ml/numbers/quantile.ts';
import { crossingRisk, timeToLimit } from '../../src/ml/risk/crossing-risk.ts';
import { leadTimeAt, type TimedCase } from '../../src/ml/risk/lead-time.ts';
import { crossedWithin, firstPassage, hasCrossed, type Limit } from '../../src/ml/risk/limit.ts';
import { brierScore, brierSkill, expectedCalibrationError } from '../../src/ml/risk/probability-scores.ts';
import { independentSteps, pointCrosses } from '../../src/ml/risk/risk-baselines.ts';
import { RISK_LEVELS, type RiskLevel, riskLevelOf } from '../../src/ml/risk/risk-level.ts';
import {
  type RecalibrationSettings,
  RiskRecalibration,
  USUAL_RECALIBRATION,
} from '../../src/ml/risk/risk-recalibration.ts';
import { type ChannelForecasts, originsOf, pathAt } from './channel-forecasts.ts';
import { calibrationEnd, deviationAt, follow, startTracker } from './tracker-stage.ts';

/** Steps within which a limit is crossed or not. */
export const RISK_STEPS: readonly number[] = [24, 96];
/** Limits: these quantiles of the train rows of a channel. */
const TAIL = 0.05;
/** Rows between two cases: every hour of the day comes up. */
const EVERY = 5;
/** Residual paths that are added, the latest: fifty days of hours. */
const PATHS = 240;
const WEEK_OF_SEASONS = 7;
/** Of the cases that came to nothing, those that may warn. */
const FALSE_ALARMS = 0.1;

export const METHODS = ['recalibrated', 'residualPaths', 'independentSteps', 'pointCrosses'] as const;
type Method = (typeof METHODS)[number];

/** One origin, limit and number of steps; `limit` names channel and side. */
interface RiskCase {
  readonly limit: string;
  readonly steps: number;
  readonly row: number;
  readonly crossedAt: number;
  readonly happened: boolean;
  /** The step by which half of the paths have crossed, where that is within `steps`. */
  readonly median: number | null;
  readonly said: Readonly<Record<Method, number>>;
}

/** Collects cases channel by channel: origins at which the last value has not crossed the limit. */
export class RiskScores {
  readonly #settings: RecalibrationSettings;
  readonly #cases: RiskCase[] = [];

  constructor(settings: RecalibrationSettings = USUAL_RECALIBRATION) {
    this.#settings = settings;
  }

  add(forecasts: ChannelForecasts): void {
    const tracker = startTracker(forecasts);
    if (tracker === null) return;
    const train = forecasts.values.subarray(0, forecasts.firstOrigin).filter(Number.isFinite).sort();
    const limits: Limit[] = [
      { side: 'UPPER', value: quantileOfSorted(train, 1 - TAIL) },
      { side: 'LOWER', value: quantileOfSorted(train, TAIL) },
    ];
    const watches = limits.map((limit) => new LimitWatch(forecasts, tracker, limit, this.#settings));
    for (let row = calibrationEnd(forecasts) - forecasts.firstOrigin; row < originsOf(forecasts); row++) {
      if (row % EVERY === 0) for (const watch of watches) this.#cases.push(...watch.casesAt(row));
      follow(tracker, forecasts, forecasts.firstOrigin + row);
    }
  }

  /** Null where there is no case with either outcome. */
  figures(steps: number): RiskFigures | null {
    const cases = this.#cases.filter((one) => one.steps === steps);
    const share = cases.filter(({ happened }) => happened).length / cases.length;
    if (!(share > 0 && share < 1)) return null;
    const scores = METHODS.map((method) => [method, scoresOf(cases, method)] as const);
    return {
      cases: cases.length,
      shareCrossed: share,
      levels: levelsOf(cases),
      crossedByMedian: byMedian(cases),
      ...(Object.fromEntries(scores) as Record<Method, RiskScore>),
    };
  }
}

interface RiskScore {
  /** Against the share of all cases that crossed. */
  readonly brierSkill: number;
  /** Against the share that crossed of each limit: what no forecast is needed for is taken away. */
  readonly brierSkillWithinLimits: number;
  readonly ece: number;
  /** At 10 % false alarms: share of crossings warned of, and the median steps between. */
  readonly warned: number;
  readonly leadTime: number;
}

/** Of the cases that a level was said of: how many, and the share that crossed. */
interface LevelFigures {
  readonly cases: number;
  readonly crossed: number | null;
}

interface CaseFigures {
  readonly cases: number;
  readonly shareCrossed: number;
  readonly levels: Readonly<Record<RiskLevel, LevelFigures>>;
  /** Of the cases whose median time to the limit is within the steps: the share that had crossed by then; null without one. */
  readonly crossedByMedian: number | null;
}

const shareOf = <Case>(cases: readonly Case[], holds: (one: Case) => boolean): number | null =>
  cases.length > 0 ? cases.filter(holds).length / cases.length : null;

function levelsOf(cases: readonly RiskCase[]): CaseFigures['levels'] {
  const groups = Map.groupBy(cases, ({ said }) => riskLevelOf(said.recalibrated));
  const figures = RISK_LEVELS.map((level) => {
    const group = groups.get(level) ?? [];
    return [level, { cases: group.length, crossed: shareOf(group, ({ happened }) => happened) }] as const;
  });
  return Object.fromEntries(figures) as CaseFigures['levels'];
}

const byMedian = (cases: readonly RiskCase[]): number | null =>
  shareOf(
    cases.filter(({ median }) => median !== null),
    ({ happened, crossedAt, median }) => happened && crossedAt <= (median ?? 0),
  );

export type RiskFigures = CaseFigures & Readonly<Record<Method, RiskScore>>;

function scoresOf(cases: readonly RiskCase[], method: Method): RiskScore {
  const said: TimedCase[] = cases.map((one) => ({ ...one, probability: one.said[method] }));
  const lead = leadTimeAt(said, FALSE_ALARMS);
  return {
    brierSkill: brierSkill(said) ?? 0,
    brierSkillWithinLimits: 1 - brierScore(said) / withinLimits(cases),
    ece: expectedCalibrationError(said),
    warned: lead?.found ?? 0,
    leadTime: lead?.median ?? 0,
  };
}

/** Brier score of saying, of each limit, the share that crossed it. */
function withinLimits(cases: readonly RiskCase[]): number {
  const groups = Map.groupBy(cases, ({ limit }) => limit);
  const said = [...groups.values()].flatMap((group) => {
    const probability = group.filter(({ happened }) => happened).length / group.length;
    return group.map(({ happened }) => ({ probability, happened }));
  });
  return brierScore(said);
}

/** One limit of one channel, with what it learnt from its resolved cases. */
class LimitWatch {
  readonly #forecasts: ChannelForecasts;
  readonly #tracker: BandTracker;
  readonly #limit: Limit;
  readonly #deviation: number;
  readonly #learners: readonly { readonly steps: number; readonly learner: RiskRecalibration }[];
  #unresolved: RiskCase[] = [];

  constructor(
    forecasts: ChannelForecasts,
    tracker: BandTracker,
    limit: Limit,
    settings: RecalibrationSettings,
  ) {
    this.#forecasts = forecasts;
    this.#tracker = tracker;
    this.#limit = limit;
    this.#deviation = deviationAt(forecasts, 0) ?? 1;
    const week = WEEK_OF_SEASONS * tracker.calibration.scale.cycle;
    this.#learners = RISK_STEPS.map((steps) => ({ steps, learner: new RiskRecalibration(week, settings) }));
  }

  /** Those of a scored origin; earlier ones teach only. */
  casesAt(row: number): RiskCase[] {
    const { values, firstOrigin, firstScored, channel } = this.#forecasts;
    const origin = firstOrigin + row;
    this.#resolve(row);
    const path = pathAt(this.#forecasts, row);
    const last = values[origin - 1];
    if (!Number.isFinite(last) || hasCrossed(this.#limit, last) || path.some(Number.isNaN)) return [];
    const said = this.#saidAt(path, this.#tracker.calibration.scale.at(values, origin));
    const cases = this.#learners.flatMap(({ steps, learner }) => {
      const actual = values.subarray(origin, origin + steps);
      const happened = crossedWithin(this.#limit, actual);
      if (happened === null || path.length < steps) return [];
      const raw = said.residualPaths[steps - 1];
      return [
        {
          limit: `${channel} ${this.#limit.side}`,
          steps,
          row,
          happened,
          crossedAt: firstPassage(this.#limit, actual),
          median: said.median !== null && said.median <= steps ? said.median : null,
          said: {
            recalibrated: learner.apply(raw),
            residualPaths: raw,
            independentSteps: said.independentSteps[steps - 1],
            pointCrosses: said.pointCrosses[steps - 1],
          },
        },
      ];
    });
    this.#unresolved.push(...cases);
    return origin >= firstScored ? cases : [];
  }

  #saidAt(path: Float64Array, scale: number) {
    const { paths } = this.#tracker;
    const count = Math.min(PATHS, paths.count);
    const latest = { count, path: (k: number) => paths.path(paths.count - count + k) };
    const risk = crossingRisk(path, latest, scale, this.#limit);
    return {
      median: timeToLimit(risk, [0.5])[0].step,
      residualPaths: risk.within,
      independentSteps: independentSteps(path, this.#deviation, this.#limit),
      pointCrosses: pointCrosses(path, this.#limit),
    };
  }

  /** Cases teach when their whole horizon has been observed. */
  #resolve(row: number): void {
    const over = ({ row: made, steps }: RiskCase): boolean => made + steps <= row;
    for (const resolved of this.#unresolved.filter(over)) {
      const learner = this.#learners.find(({ steps }) => steps === resolved.steps)?.learner;
      const { happened, said, steps } = resolved;
      learner?.resolve(resolved.row + steps, { probability: said.residualPaths, happened });
    }
    this.#unresolved = this.#unresolved.filter((one) => !over(one));
  }
}
