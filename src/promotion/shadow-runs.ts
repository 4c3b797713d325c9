import type { FilterQuery } from '@mikro-orm/core';
import { lockUntilCommit } from '../db/commit-lock.ts';
import type { Database, EntityManager } from '../db/database.ts';
import { type KeysetOrder, keysetPage, type Page, type PageRequest, type Row } from '../db/keyset.ts';
import { scoringMarks } from '../detection/scoring-mark.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { forecastSchedules } from '../forecasting/scheduling.ts';
import { lockAppointments } from '../registry/appointment.ts';
import { type ChallengerChange, challengerIds, setChallenger } from '../registry/challengers.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import { type ShadowEnd, ShadowRun } from './shadow-run.ts';

export interface NewShadowRun {
  readonly sensorId: number;
  /** Becomes the challenger; the one that is named already where it is left out. */
  readonly modelVersionId?: number | null;
  /** Where no version is named: for which task its challenger; DETECTION where left out. */
  readonly task?: ModelTask | null;
  readonly by: string;
}

export interface ShadowFilter {
  readonly sensorId?: number | null;
  readonly running?: boolean | null;
}

export const NEWEST_SHADOWS: KeysetOrder = { name: 'shadow-run.id', keys: [['id', 'desc']] };

/** Runs at a time, over all processes: each costs about what its sensor costs live. */
const MOST_RUNNING = 64;

/** Which versions judge live readings beside what is live. */
export class ShadowRuns {
  readonly #db: Database;
  readonly #changed: () => void;

  /** `changed` is told of every start. */
  constructor(db: Database, changed: () => void) {
    this.#db = db;
    this.#changed = changed;
  }

  /**
   * A detector begins after the last reading that was judged live, a forecaster with the next forecast that is scheduled.
   * @throws NotFoundError, InvalidInputError, ConflictError NO_CHALLENGER, NO_SCHEDULE, SHADOW_RUNNING, TOO_MANY_SHADOWS, ALREADY_LIVE,
   * VERSION_DELETED or VERSION_ARCHIVED
   */
  async start(asked: NewShadowRun): Promise<ShadowRun> {
    const run = await this.#db.transaction((em) => begin(em, asked));
    this.#changed();
    return run;
  }

  /** What it found stays. Asking again changes nothing. @throws NotFoundError */
  stop(id: number): Promise<ShadowRun> {
    return this.#db.transaction(async (em) => {
      const run = await em.findOne(ShadowRun, id);
      if (!run) throw new NotFoundError('shadow run', id);
      if (run.endedAtMs == null) endRun(run, 'STOPPED', null);
      return run;
    });
  }
}

/** Ends what runs in the shadow of a sensor and is not its challenger any more; in the transaction that withdraws it. */
export const endWithdrawn: ChallengerChange = async (em, { sensorId, task, modelVersionId }) => {
  const run = await em.findOne(ShadowRun, { sensorId, task, runningKey: 0 });
  if (run && run.modelVersionId !== modelVersionId) endRun(run, 'WITHDRAWN', null);
};

/** In the caller's unit of work. */
export function endRun(run: ShadowRun, end: ShadowEnd, message: string | null): void {
  Object.assign(run, { end, message, endedAtMs: Date.now(), runningKey: run.id, state: null, episode: null });
}

async function begin(em: EntityManager, asked: NewShadowRun): Promise<ShadowRun> {
  const { sensorId, by } = asked;
  await lockUntilCommit(em, 'SHADOW_RUNS');
  await lockAppointments(em, [sensorId]);
  const { modelVersionId, task } = await challengerOf(em, asked);
  if (task === 'FORECASTING') await refuseUnscheduled(em, sensorId);
  await refuseRunning(em, sensorId, task);
  const throughMs =
    (await scoringMarks(em, [sensorId])).get(sensorId)?.saved.throughMs ?? Number.MIN_SAFE_INTEGER;
  const run = em.create(ShadowRun, {
    ...{ sensorId, task, modelVersionId, throughMs },
    ...{ startedBy: by, startedAtMs: Date.now() },
  });
  await em.flush();
  return run;
}

async function challengerOf(em: EntityManager, { sensorId, modelVersionId, task, by }: NewShadowRun) {
  if (modelVersionId != null) {
    const named = await setChallenger(em, { sensorId, modelVersionId, by });
    return { modelVersionId, task: named.task };
  }
  const asked = task ?? 'DETECTION';
  const [id] = await challengerIds(em, [sensorId], asked);
  if (id === null) throw noChallenger(sensorId);
  return { modelVersionId: id, task: asked };
}

async function refuseUnscheduled(em: EntityManager, sensorId: number): Promise<void> {
  const [schedule] = await forecastSchedules(em, [sensorId]);
  if (schedule) return;
  throw new ConflictError(
    'NO_SCHEDULE',
    `Forecasts of sensor ${sensorId} are not scheduled, and a forecaster in the shadow goes with these`,
    'Schedule them with scheduleForecasts first.',
    { sensorId },
  );
}

async function refuseRunning(em: EntityManager, sensorId: number, task: ModelTask): Promise<void> {
  const running = await em.find(ShadowRun, { runningKey: 0 }, { fields: ['sensorId', 'task'] });
  if (running.some((run) => run.sensorId === sensorId && run.task === task)) {
    throw new ConflictError(
      'SHADOW_RUNNING',
      `A version runs in the shadow of sensor ${sensorId} already`,
      'Stop that run first.',
      { sensorId },
    );
  }
  if (running.length < MOST_RUNNING) return;
  throw new ConflictError(
    'TOO_MANY_SHADOWS',
    `${running.length} versions run in the shadow already`,
    `Stop some of them: at most ${MOST_RUNNING} run at a time.`,
  );
}

const noChallenger = (sensorId: number): ConflictError =>
  new ConflictError(
    'NO_CHALLENGER',
    `Sensor ${sensorId} has no challenger`,
    'Name a modelVersionId, or set one first.',
    {
      sensorId,
    },
  );

/** Newest first. */
export function shadowPage(
  em: EntityManager,
  { sensorId, running }: ShadowFilter,
  request: PageRequest,
): Promise<Page<Row<ShadowRun>>> {
  const where = {
    ...(sensorId != null && { sensorId }),
    ...(running != null && { endedAtMs: running ? null : { $ne: null } }),
  };
  return keysetPage(em, ShadowRun, where as FilterQuery<ShadowRun>, NEWEST_SHADOWS, request);
}
