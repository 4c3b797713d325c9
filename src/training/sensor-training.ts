import type { EntityManager } from '../db/database.ts';
import type { KeysetOrder, Page, PageRequest } from '../db/keyset.ts';
import { reachOf } from '../db/reach.ts';
import { subtreePath } from '../equipment/equipment-page.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import { DEFAULT_RULES, retrainingPolicy } from './retraining-policy.ts';
import { TRAIN_JOB } from './train-request.ts';

/**
 * How a sensor stands with its models of a task. FAILED: the last training failed after the newest version was made.
 * STALE: the newest version is older than the retraining policy allows.
 */
export const TRAINING_STATES = ['NEVER', 'FAILED', 'STALE', 'TRAINED'] as const;
export type TrainingState = (typeof TRAINING_STATES)[number];

/** A CONTINUOUS sensor in service, and its training. */
export interface SensorTraining {
  readonly sensorId: number;
  readonly tag: string;
  readonly state: TrainingState;
  readonly modelVersionId: number | null;
  readonly trainedAtMs: number | null;
  /** Of the newest version. */
  readonly trainingJobId: number | null;
  /** The newest training that has succeeded or failed. */
  readonly endedJobId: number | null;
  /** The newest that waits or runs. */
  readonly pendingJobId: number | null;
  /** When the newest was asked for, however it ended. */
  readonly askedAtMs: number | null;
}

/** Which sensors. */
export interface TrainingFilter {
  readonly task: ModelTask;
  /** This equipment and everything below it; all that the unit of work reaches when absent. */
  readonly within?: number | null;
  readonly sensorIds?: readonly number[] | null;
  readonly states?: readonly TrainingState[] | null;
}

export const TRAININGS_BY_TAG: KeysetOrder = { name: 'sensorTraining.tag', keys: [['tag', 'asc']] };

const DAY_MS = 86_400_000;

/** Of the trainings of a sensor, alone or in a group. */
const newest = (what: string, condition: string) => {
  const wanted = `k.kind = '${TRAIN_JOB}' and k.topic = ?${condition}`;
  return `(select max(u.of) from (select ${what} as of from job k where k.sensor_id = s.id and ${wanted} union all
    select ${what} from job_member m join job k on k.id = m.job_id where m.sensor_id = s.id and ${wanted}) u)`;
};

const TRAININGS = `select s.id as sensor_id, s.tag, v.id as model_version_id, v.created_at_ms as trained_at_ms,
    v.training_job_id, j.id as ended_job_id, ${newest('k.id', " and k.status in ('QUEUED', 'RUNNING')")} as pending_job_id,
    ${newest('k.created_at_ms', '')} as asked_at_ms,
    case when j.status = 'FAILED' and (v.id is null or j.finished_at_ms > v.created_at_ms) then 'FAILED'
      when v.id is null then 'NEVER' when v.created_at_ms < ? then 'STALE' else 'TRAINED' end as state
  from sensor s join equipment e on e.id = s.equipment_id
  left join model_version v on v.id = (select max(w.id) from scope_member m join model_version w on w.id = m.model_version_id
    join registered_model r on r.id = w.registered_model_id where m.sensor_id = s.id and r.task = ?)
  left join job j on j.id = ${newest('k.id', " and k.status in ('SUCCEEDED', 'FAILED')")}
  where s.kind = 'CONTINUOUS' and s.retired_at_ms is null and e.path like ?`;

interface Row {
  readonly sensor_id: number;
  readonly tag: string;
  readonly state: TrainingState;
  readonly model_version_id: number | null;
  readonly trained_at_ms: number | string | null;
  readonly training_job_id: number | null;
  readonly ended_job_id: number | null;
  readonly pending_job_id: number | null;
  readonly asked_at_ms: number | string | null;
}

const timeOf = (value: number | string | null) => (value === null ? null : Number(value));

const trainingOf = (row: Row): SensorTraining => ({
  sensorId: row.sensor_id,
  tag: row.tag,
  state: row.state,
  modelVersionId: row.model_version_id,
  trainedAtMs: timeOf(row.trained_at_ms),
  trainingJobId: row.training_job_id,
  endedJobId: row.ended_job_id,
  pendingJobId: row.pending_job_id,
  askedAtMs: timeOf(row.asked_at_ms),
});

/** The rows of a filter as a table expression with its parameters. @throws NotFoundError */
async function trainings(
  em: EntityManager,
  filter: TrainingFilter,
): Promise<[sql: string, values: unknown[]]> {
  const { task, within, sensorIds, states } = filter;
  const path = within == null ? (reachOf(em)?.path ?? '/') : await subtreePath(em, within);
  const rules = (await retrainingPolicy(em, task))?.ruled() ?? DEFAULT_RULES;
  const staleBeforeMs = Date.now() - rules.maximumAgeDays * DAY_MS;
  const twice = [task, task];
  const values: unknown[] = [...twice, ...twice, Math.floor(staleBeforeMs), task, ...twice, `${path}%`];
  const among = (column: string, list: readonly unknown[]): string => {
    if (list.length === 0) return 'false'; // PostgreSQL has no empty list.
    values.push([...list]);
    return `${column} in (?)`;
  };
  const chosen = sensorIds ? ` and ${among('s.id', sensorIds)}` : '';
  const inStates = states ? ` where ${among('state', states)}` : '';
  return [`(select * from (${TRAININGS}${chosen}) every_one${inStates}) t`, values];
}

/** Sensors by tag. @throws NotFoundError where `within` names nothing */
export async function sensorTrainings(
  em: EntityManager,
  filter: TrainingFilter,
  { first, after }: PageRequest,
): Promise<Page<SensorTraining>> {
  const [table, values] = await trainings(em, filter);
  const beyond = after ? 'where t.tag > ?' : '';
  const rows: Row[] = await em.execute(`select * from ${table} ${beyond} order by t.tag limit ?`, [
    ...values,
    ...(after ? [after[0]] : []),
    first + 1,
  ]);
  return {
    rows: rows.slice(0, first).map(trainingOf),
    hasNext: rows.length > first,
    async total() {
      const counted = Object.values(await trainingTotals(em, filter));
      return counted.reduce((sum, count) => sum + count, 0);
    },
  };
}

/** How many sensors are in each state. @throws NotFoundError where `within` names nothing */
export async function trainingTotals(
  em: EntityManager,
  filter: TrainingFilter,
): Promise<Record<TrainingState, number>> {
  const [table, values] = await trainings(em, filter);
  const rows: { state: TrainingState; count: number | string }[] = await em.execute(
    `select t.state, count(*) as count from ${table} group by t.state`,
    values,
  );
  const counted = new Map(rows.map(({ state, count }) => [state, Number(count)]));
  const of = (state: TrainingState) => counted.get(state) ?? 0;
  return { NEVER: of('NEVER'), FAILED: of('FAILED'), STALE: of('STALE'), TRAINED: of('TRAINED') };
}

/**
 * What a policy may train now: nothing waits or runs for it, nothing was asked for since `askedBeforeMs`, and its version
 * is older than the policy allows. The oldest first.
 * @param untrained also those without a version, before all others
 */
export async function dueTrainings(
  em: EntityManager,
  task: ModelTask,
  due: { readonly askedBeforeMs: number; readonly trainedBeforeMs: number; readonly untrained: boolean },
  limit: number,
): Promise<SensorTraining[]> {
  const [table, values] = await trainings(em, { task });
  const untrained = due.untrained ? 't.trained_at_ms is null or' : '';
  const rows: Row[] = await em.execute(
    `select * from ${table} where t.pending_job_id is null and coalesce(t.asked_at_ms, 0) <= ?
      and (${untrained} t.trained_at_ms < ?) order by coalesce(t.trained_at_ms, 0), t.sensor_id limit ?`,
    [...values, due.askedBeforeMs, due.trainedBeforeMs, limit],
  );
  return rows.map(trainingOf);
}
