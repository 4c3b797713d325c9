import type { Row } from '../db/keyset.ts';
import { type AccuracyFigures, accuracyFigures } from '../ml/forecasting/accuracy-figures.ts';
import {
  type AccuracySums,
  addStep,
  addSums,
  BLOCKS,
  blockOf,
  noSums,
} from '../ml/forecasting/accuracy-sums.ts';
import { firstPassage } from '../ml/risk/limit.ts';
import type { Columns } from '../readings/store.ts';
import { actualSteps, judgeDueMs, stepOf } from './actual-steps.ts';
import { bandsOf, baselineOf, type Forecast, pointsOf } from './forecast.ts';
import { riskOf, sideOf } from './forecast-risk.ts';

/** What became of the steps of a forecast up to `throughStep`, block by block of its horizon; plain JSON. */
export interface Judgement {
  readonly throughStep: number;
  readonly blocks: readonly AccuracySums[];
  /** Of each limit of the risk: the first step at which it was crossed, 0 while it was not; absent before there was one. */
  readonly crossed?: readonly number[];
}

/** A judgement that goes on from what was stored. `dueMs` is null when every step is judged. */
export interface Judged {
  readonly judgement: Judgement;
  readonly dueMs: number | null;
}

const NOTHING: Judgement = { throughStep: 0, blocks: [] };

export const storedJudgement = ({ judged }: Pick<Forecast, 'judged'>): Judgement =>
  judged ? JSON.parse(judged) : NOTHING;

/** All blocks together. */
export function totalOf({ blocks }: Judgement): AccuracyFigures | null {
  const sums = noSums();
  for (const block of blocks) addSums(sums, block, 'SAME');
  return accuracyFigures(sums);
}

/** The block sums to add to: copies of those before, one for each block that the horizon has. */
const copied = ({ blocks }: Judgement): AccuracySums[] =>
  Array.from({ length: BLOCKS }, (_, block) => structuredClone(blocks[block]) ?? noSums());

/**
 * Judges the steps that the readings up to `newestMs` decide. The last of them is left open while nothing usable has
 * come for it: a later reading may still be its actual.
 * @param columns readings of the sensor from the first step that is not judged on
 */
export function judgeSteps(forecast: Row<Forecast>, columns: Columns, newestMs: number): Judged {
  const { horizon, judgedThrough } = forecast;
  const newest = stepOf(forecast, newestMs);
  const last = Math.min(horizon, newest);
  const actual = actualSteps(columns, forecast, judgedThrough + 1, last);
  const isOpen = newest <= horizon && Number.isNaN(actual[actual.length - 1]);
  const throughStep = isOpen ? last - 1 : last;
  const before = judgedThrough === 0 ? NOTHING : storedJudgement(forecast);
  const blocks = copied(before);
  const judged = actual.subarray(0, throughStep - judgedThrough);
  addSteps(forecast, judged, blocks);
  const crossed = crossedBy(forecast, judged, before);
  const nextMs = isOpen ? newestMs + 1 : judgeDueMs(forecast, throughStep + 1);
  return {
    judgement: { throughStep, blocks, ...(crossed && { crossed }) },
    dueMs: throughStep === horizon ? null : nextMs,
  };
}

function addSteps(forecast: Row<Forecast>, actual: Float64Array, blocks: readonly AccuracySums[]): void {
  const point = pointsOf(forecast);
  const bands = bandsOf(forecast);
  const baseline = baselineOf(forecast) as readonly number[];
  const scale = forecast.scale ?? 0;
  actual.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const at = forecast.judgedThrough + i;
    addStep(blocks[blockOf(at, forecast.horizon)], {
      actual: value,
      forecast: point[at],
      baseline: baseline[at],
      bands: bands.map(({ level, lower, upper }) => ({ level, lower: lower[at], upper: upper[at] })),
      scale,
    });
  });
}

/** Undefined where nothing was said of the risk. */
function crossedBy(
  forecast: Row<Forecast>,
  actual: Float64Array,
  before: Judgement,
): readonly number[] | undefined {
  const risk = riskOf(forecast);
  if (!risk || risk.limits.length === 0) return undefined;
  return risk.limits.map(({ name, value }, i) => {
    const known = before.crossed?.[i] ?? 0;
    const step = known > 0 ? 0 : firstPassage({ side: sideOf(name), value }, actual);
    return step > 0 ? forecast.judgedThrough + step : known;
  });
}

/** What is to be said of the accuracy of a forecast so far. */
export interface ForecastAccuracy {
  readonly throughStep: number;
  readonly isComplete: boolean;
  readonly judgedAtMs: number | null;
  readonly total: AccuracyFigures | null;
  readonly blocks: readonly (AccuracyFigures | null)[];
}

/** Null in forecasts of before they were judged. */
export function judgedAccuracy(forecast: Row<Forecast>): ForecastAccuracy | null {
  if (forecast.baseline == null) return null;
  const judgement = storedJudgement(forecast);
  return {
    throughStep: judgement.throughStep,
    isComplete: judgement.throughStep === forecast.horizon,
    judgedAtMs: forecast.judgedAtMs ?? null,
    total: totalOf(judgement),
    blocks: judgement.blocks.map(accuracyFigures),
  };
}
