import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../db/database.ts';
import type { Scorer } from '../../live/scorer.ts';
import type { TensorCheck } from '../../tensors/tensor-check.ts';
import type { Readiness } from '../health.ts';
import type { ArtifactsHealth } from './artifacts-health.ts';

/** Whoever asks whether this process is ready is not kept waiting by a database that hangs. */
const DATABASE_MS = 2_000;

interface ReadyParts {
  readonly db: Database;
  readonly artifactsHealth: ArtifactsHealth;
  readonly scorer: Pick<Scorer, 'waiting'>;
  readonly tensors: Pick<TensorCheck, 'choice'>;
}

/** Whether this process can serve, what it lacks, and how far behind it is. */
export async function readinessOf({ db, artifactsHealth, scorer, tensors }: ReadyParts): Promise<Readiness> {
  const [database, { part, now }] = await Promise.all([answers(db), artifactsHealth.state()]);
  const { sensors, sinceMs } = scorer.waiting;
  const scoring = { waitingSensors: sensors, oldestWaitMs: sinceMs === null ? 0 : Date.now() - sinceMs };
  return {
    parts: { database, artifacts: part },
    facts: { artifacts: now, tensors: tensors.choice, scoring },
  };
}

async function answers(db: Database): Promise<string> {
  const ended = new AbortController();
  const late = sleep(DATABASE_MS, `does not answer within ${DATABASE_MS} ms`, { signal: ended.signal });
  const answered = db
    .em()
    .execute('select 1')
    .then(
      () => 'ok',
      () => 'does not answer',
    );
  return Promise.race([answered, late.catch(() => '')]).finally(() => ended.abort());
}
