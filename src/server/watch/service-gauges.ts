import type { Gauge } from 'prom-client';
import type { StatementObserver } from '../../db/statements.ts';
import { type JobCount, jobCounts } from '../../jobs/job-counts.ts';
import type { RunningServices } from '../services/services.ts';
import type { Metrics } from './metrics.ts';
import type { Watch } from './watch-operations.ts';

/** Whoever asks more often gets the same figures of the jobs. */
const JOBS_MS = 5_000;

/** How long what waits has waited, in seconds. */
const ageOf = (sinceMs: number | null): number =>
  sinceMs === null ? 0 : Math.max(0, Date.now() - sinceMs) / 1_000;

function jobGauges(metrics: Metrics, { db }: Pick<RunningServices, 'db'>): void {
  let asked: { readonly atMs: number; readonly counts: Promise<JobCount[]> } | undefined;
  const counts = () => {
    if (!asked || Date.now() - asked.atMs > JOBS_MS) {
      const now = { atMs: Date.now(), counts: jobCounts(db.em()) };
      now.counts.catch(() => {
        if (asked === now) asked = undefined;
      });
      asked = now;
    }
    return asked.counts;
  };
  metrics.gauge('jobs', 'Jobs in the database by kind and state', ['kind', 'status'], async (gauge) => {
    gauge.reset();
    for (const { kind, status, jobs } of await counts()) gauge.set({ kind, status }, jobs);
  });
  const help = 'How long the oldest job of a kind has waited in the queue';
  metrics.gauge('jobs_oldest_queued_seconds', help, ['kind'], async (gauge) => {
    gauge.reset();
    for (const { kind, status, oldestMs } of await counts())
      if (status === 'QUEUED') gauge.set({ kind }, ageOf(oldestMs));
  });
}

async function poolGauge(metrics: Metrics, { db }: Pick<RunningServices, 'db'>): Promise<void> {
  const native = await db.native();
  if (native.dialect !== 'postgresql') return;
  const { pool } = native;
  metrics.gauge(
    'pool_connections',
    'Connections to PostgreSQL, and who waits for one',
    ['state'],
    (gauge) => {
      gauge.set({ state: 'idle' }, pool.idleCount);
      gauge.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      gauge.set({ state: 'waiting' }, pool.waitingCount);
    },
  );
}

/** Tells two observers of each statement. */
const bothOf =
  (first: StatementObserver, second: StatementObserver | undefined): StatementObserver =>
  (sql) => {
    const [one, other] = [first(sql), second?.(sql)];
    return (failed) => {
      one(failed);
      other?.(failed);
    };
  };

/** Figures of the database that are asked for when someone scrapes; and what it is asked is measured from now on. */
export async function openDatabaseGauges(
  { metrics, tracing }: Watch,
  services: Pick<RunningServices, 'db'>,
): Promise<void> {
  await services.db.observe(bothOf(metrics.statement, tracing.statement));
  jobGauges(metrics, services);
  await poolGauge(metrics, services);
}

/** How far scoring is behind, asked for when someone scrapes. */
export function openScoringGauges({ metrics }: Watch, { scorer }: Pick<RunningServices, 'scorer'>): void {
  const set = (figure: () => number) => (gauge: Gauge) => gauge.set(figure());
  metrics.gauge(
    'scoring_waiting_sensors',
    'Sensors with readings that are not judged',
    [],
    set(() => scorer.waiting.sensors),
  );
  metrics.gauge(
    'scoring_oldest_wait_seconds',
    'How long the first of them has waited',
    [],
    set(() => ageOf(scorer.waiting.sinceMs)),
  );
}
