import { defineEntity, p } from '@mikro-orm/core';
import type { Database, EntityManager } from '../db/database.ts';
import { noteChange } from '../db/witness.ts';
import {
  checkedWeights,
  DEFAULT_WEIGHTS,
  type Performance,
  type PerformanceWeights,
  performanceOf,
} from '../ml/evaluation/performance-score.ts';
import type { ModelTask } from './registered-model.ts';

const WeightsEntrySchema = defineEntity({
  name: 'WeightsEntry',
  tableName: 'performance_weights',
  properties: {
    id: p.integer().primary().autoincrement(),
    weights: p.text(),
    setBy: p.string(),
    fromMs: p.bigint('number'),
  },
});

/** One entry of the append-only history of the weights of the performance score, `PerformanceWeights` in JSON. */
export class WeightsEntry extends WeightsEntrySchema.class {}
WeightsEntrySchema.setClass(WeightsEntry);

/** The weights in force, and who set them since when; null for the defaults. */
export interface WeightsInForce {
  readonly weights: PerformanceWeights;
  readonly setBy: string | null;
  readonly fromMs: number | null;
}

export async function weightsInForce(em: EntityManager): Promise<WeightsInForce> {
  const newest = await em.findOne(WeightsEntry, { id: { $gt: 0 } }, { orderBy: { id: 'desc' } });
  if (!newest) return { weights: DEFAULT_WEIGHTS, setBy: null, fromMs: null };
  return { weights: JSON.parse(newest.weights), setBy: newest.setBy, fromMs: newest.fromMs };
}

/** @throws InvalidInputError */
export async function setWeights(
  db: Database,
  asked: PerformanceWeights,
  by: string,
): Promise<WeightsInForce> {
  const weights = checkedWeights(asked);
  const fromMs = Date.now();
  await db.transaction(async (em) => {
    const { weights: before } = await weightsInForce(em);
    noteChange({ what: 'Performance weights', id: null, before, after: weights });
    em.create(WeightsEntry, { weights: JSON.stringify(weights), setBy: by, fromMs });
  });
  return { weights, setBy: by, fromMs };
}

interface FigureRow {
  readonly id: number;
  readonly task: ModelTask;
  readonly metrics: string;
  readonly baseline_metrics: string;
}

/** The performance of each of these versions under the weights in force, in two statements. */
export async function performances(em: EntityManager, ids: readonly number[]): Promise<Performance[]> {
  const { weights } = await weightsInForce(em);
  const sql = `select v.id, m.task, v.metrics, v.baseline_metrics from model_version v
    join registered_model m on m.id = v.registered_model_id where v.id in (?)`;
  const rows: FigureRow[] = await em.execute(sql, [[...ids]]);
  const byId = new Map(rows.map((row) => [row.id, performanceIn(row, weights)]));
  return ids.map((id) => byId.get(id) as Performance);
}

const performanceIn = (row: FigureRow, weights: PerformanceWeights): Performance =>
  performanceOf(row.task, JSON.parse(row.metrics), JSON.parse(row.baseline_metrics), weights);
