import type { EntityManager } from '../db/database.ts';
import type { Row } from '../db/keyset.ts';
import { Forecast } from '../forecasting/forecast.ts';
import { requestOf } from '../forecasting/forecast-request.ts';
import { storedJudgement } from '../forecasting/judgement.ts';
import { type AccuracyFigures, accuracyFigures } from '../ml/forecasting/accuracy-figures.ts';
import { addSums, noSums } from '../ml/forecasting/accuracy-sums.ts';
import type { ShadowRun } from './shadow-run.ts';

/** A forecaster in the shadow beside what was live: the same origins, steps and actuals. */
export interface ForecastShadowComparison {
  /** Forecasts that it has made. */
  readonly forecasts: number;
  /** Those of them that stand beside one of what was live, both judged through the same step. */
  readonly compared: number;
  /** Null before the first step was judged. */
  readonly challenger: AccuracyFigures | null;
  readonly champion: AccuracyFigures | null;
}

type Judged = Pick<Row<Forecast>, 'originMs' | 'requestKey' | 'judgedThrough' | 'judged'>;

/** The newest forecasts of a run that are looked at: what one query may cost. */
const MOST_FORECASTS = 5_000;

/** By whatever was live at each origin, a stand-in and the fallback too; of the newest 5,000 forecasts of the run. */
export async function compareForecastShadow(
  em: EntityManager,
  run: Row<ShadowRun>,
): Promise<ForecastShadowComparison> {
  const issuedAtMs = { $gte: run.startedAtMs, $lte: run.endedAtMs ?? Number.MAX_SAFE_INTEGER };
  const { sensorId, modelVersionId } = run;
  const own = await found(em, { sensorId, modelVersionId, mode: 'SHADOW', issuedAtMs });
  const origins = own.map(({ originMs }) => originMs);
  const live =
    own.length === 0
      ? []
      : await found(em, {
          sensorId,
          mode: { $ne: 'SHADOW' },
          originMs: { $gte: Math.min(...origins), $lte: Math.max(...origins) },
        });
  const questionOf = ({ originMs, requestKey }: Judged) => `${originMs}${requestOf(requestKey)}`;
  const beside = new Map(live.toReversed().map((forecast) => [questionOf(forecast), forecast]));
  const [challenger, champion] = [noSums(), noSums()];
  let compared = 0;
  for (const forecast of own) {
    const other = beside.get(questionOf(forecast));
    if (!other || forecast.judgedThrough === 0 || other.judgedThrough !== forecast.judgedThrough) continue;
    compared++;
    for (const block of storedJudgement(forecast).blocks) addSums(challenger, block, 'SAME');
    for (const block of storedJudgement(other).blocks) addSums(champion, block, 'SAME');
  }
  return {
    forecasts: own.length,
    compared,
    challenger: accuracyFigures(challenger),
    champion: accuracyFigures(champion),
  };
}

/** Newest first. */
const found = (em: EntityManager, where: object): Promise<Judged[]> =>
  em
    .createQueryBuilder(Forecast, 'f')
    .select(['originMs', 'requestKey', 'judgedThrough', 'judged'])
    .where(where)
    .orderBy({ id: 'desc' })
    .limit(MOST_FORECASTS)
    .execute('all');
