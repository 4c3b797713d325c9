import type { EntityManager } from '../db/database.ts';
import { DomainError } from '../errors.ts';
import { type AccuracyFigures, accuracyFigures, withoutUnit } from '../ml/forecasting/accuracy-figures.ts';
import { type AccuracySums, addSums, BLOCKS, noSums } from '../ml/forecasting/accuracy-sums.ts';
import type { ResolvedCase } from '../ml/risk/platt-scaling.ts';
import { type RiskFigures, riskFigures } from '../ml/risk/risk-figures.ts';
import type { ForecastMode } from './forecast.ts';
import type { Judgement } from './judgement.ts';
import { outcomesOf } from './risk-outcome.ts';

/** Forecasts whose origin lies in the range, both ends inclusive. */
export interface OriginRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How forecasts of one maker turned out, as far as what they said can be judged. */
export interface LiveAccuracy {
  /** Null in FALLBACK. */
  readonly modelVersionId: number | null;
  readonly mode: ForecastMode;
  /** Forecasts of which at least one step was judged. */
  readonly forecasts: number;
  /** That of all their sensors; null where they differ, and figures in a unit are left out. */
  readonly unit: string | null;
  readonly total: AccuracyFigures | null;
  /** Block b of every horizon together. */
  readonly blocks: readonly (AccuracyFigures | null)[];
  /** Null where no risk came to an end. */
  readonly risk: RiskFigures | null;
}

interface Row {
  readonly id: number;
  readonly sensor_id: number;
  readonly model_version_id: number | null;
  readonly mode: ForecastMode;
  readonly horizon: number;
  readonly risk: string | null;
  readonly judged: string;
  readonly unit: string;
}

/** The sums of one maker: those of each sensor together first, then those of the sensors. */
interface Tally {
  forecasts: number;
  readonly mode: ForecastMode;
  readonly modelVersionId: number | null;
  readonly units: Set<string>;
  readonly bySensor: Map<number, AccuracySums[]>;
  readonly risks: ResolvedCase[];
}

const PAGE_FORECASTS = 1_000;
const MOST_FORECASTS = 100_000;

/**
 * What became of the forecasts of each sensor, by who made them, fallback last; in the order of the ids.
 * @throws DomainError RANGE_TOO_LARGE
 */
export async function sensorAccuracy(
  em: EntityManager,
  sensorIds: readonly number[],
  range: OriginRange,
): Promise<LiveAccuracy[][]> {
  const tallies = new Map<number, Map<number | null, Tally>>();
  await eachJudged(em, 'f.sensor_id in (?)', [...sensorIds], range, (row) => {
    const own = tallies.get(row.sensor_id) ?? new Map();
    tallies.set(row.sensor_id, own);
    add(own, row);
  });
  return sensorIds.map((id) => [...(tallies.get(id)?.values() ?? [])].map(figuresOf).sort(newestFirst));
}

/** What became of all forecasts of each version; null where none was judged. @throws DomainError RANGE_TOO_LARGE */
export async function versionAccuracy(
  em: EntityManager,
  versionIds: readonly number[],
  range: OriginRange,
): Promise<(LiveAccuracy | null)[]> {
  const tallies = new Map<number | null, Tally>();
  await eachJudged(em, 'f.model_version_id in (?)', [...versionIds], range, (row) => add(tallies, row));
  return versionIds.map((id) => {
    const tally = tallies.get(id);
    return tally ? figuresOf(tally) : null;
  });
}

async function eachJudged(
  em: EntityManager,
  whose: string,
  ids: readonly number[],
  { fromMs, toMs }: OriginRange,
  take: (row: Row) => void,
): Promise<void> {
  const sql = `select f.id, f.sensor_id, f.model_version_id, f.mode, f.horizon, f.risk, f.judged, s.unit from forecast f join sensor s on s.id = f.sensor_id
    where ${whose} and f.mode <> 'SHADOW' and f.origin_ms >= ? and f.origin_ms <= ? and f.judged is not null and f.id > ? order by f.id limit ${PAGE_FORECASTS}`;
  for (let after = 0, seen = 0; ; seen += PAGE_FORECASTS) {
    if (seen >= MOST_FORECASTS) throw tooLarge();
    const rows: Row[] = await em.execute(sql, [ids, fromMs, toMs, after]);
    for (const row of rows) take(row);
    if (rows.length < PAGE_FORECASTS) return;
    after = rows[rows.length - 1].id;
    await new Promise(setImmediate);
  }
}

function add(tallies: Map<number | null, Tally>, row: Row): void {
  const judgement: Judgement = JSON.parse(row.judged);
  const { blocks } = judgement;
  if (blocks.every(({ steps }) => steps === 0)) return;
  const known = tallies.get(row.model_version_id);
  const tally: Tally = known ?? {
    forecasts: 0,
    mode: row.mode,
    modelVersionId: row.model_version_id,
    units: new Set(),
    bySensor: new Map(),
    risks: [],
  };
  tallies.set(row.model_version_id, tally);
  tally.forecasts++;
  tally.units.add(row.unit);
  for (const { limit, happened } of outcomesOf(row, judgement)) {
    tally.risks.push({ probability: limit.probability, happened });
  }
  const sums = tally.bySensor.get(row.sensor_id) ?? Array.from({ length: BLOCKS }, noSums);
  tally.bySensor.set(row.sensor_id, sums);
  blocks.forEach((block, i) => {
    addSums(sums[i], block, 'SAME');
  });
}

function figuresOf({ forecasts, mode, modelVersionId, units, bySensor, risks }: Tally): LiveAccuracy {
  const total = noSums();
  const blocks = Array.from({ length: BLOCKS }, noSums);
  for (const own of bySensor.values()) {
    const ofSensor = noSums();
    own.forEach((block, i) => {
      addSums(ofSensor, block, 'SAME');
      addSums(blocks[i], block, 'OTHER');
    });
    addSums(total, ofSensor, 'OTHER');
  }
  const [unit, another] = units;
  const shown =
    another === undefined ? accuracyFigures : (sums: AccuracySums) => withoutUnit(accuracyFigures(sums));
  return {
    modelVersionId,
    mode,
    forecasts,
    unit: another === undefined ? unit : null,
    total: shown(total),
    blocks: blocks.map(shown),
    risk: riskFigures(risks),
  };
}

const newestFirst = (a: LiveAccuracy, b: LiveAccuracy): number =>
  (b.modelVersionId ?? 0) - (a.modelVersionId ?? 0);

const tooLarge = (): DomainError =>
  new DomainError(
    'RANGE_TOO_LARGE',
    `The range holds more than ${MOST_FORECASTS} judged forecasts`,
    'Ask for a shorter range, or for fewer sensors.',
  );
