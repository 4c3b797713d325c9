import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { ConflictError, InvalidInputError, UnavailableError } from '../../src/errors.ts';
import { EventFeed } from '../../src/events/feed.ts';
import { Job, type JobStatus } from '../../src/jobs/job.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { type JobHandler, JobRunner, type RunnerOptions } from '../../src/jobs/job-runner.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';

/** A handler that runs until its signal aborts. */
const endless: JobHandler = (_job, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

onEachDatabase('jobs', (kind) => {
  let db: Database;
  let feed: EventFeed;
  let queue: JobQueue;
  let sensorId: number;
  const runners: JobRunner[] = [];
  const faults: unknown[] = [];

  beforeAll(async () => {
    db = await kind.open();
    feed = new EventFeed(db);
    [sensorId] = await plantWithSensors(db, 1);
  });
  beforeEach(async () => {
    await db.em().execute('delete from job');
    queue = new JobQueue(db, feed, { attempts: 3, backOffMs: 20 });
    faults.length = 0;
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.stop();
  });
  afterAll(() => db.close());

  const run = (handler: JobHandler, options: Partial<RunnerOptions> = {}) => {
    const onFault = (error: unknown) => faults.push(error);
    const runner = new JobRunner(queue, { TEST: handler }, { pollMs: 30, onFault, ...options });
    runners.push(runner);
    runner.start();
    return runner;
  };
  let count = 0;
  const enqueue = (request: object = {}) =>
    queue.enqueue({ kind: 'TEST', sensorId, request: { count: count++, ...request }, requestedBy: 'ada' });
  const stored = (job: Job) => db.em().findOneOrFail(Job, job.id);
  const reaches = async (job: Job, status: JobStatus, timeout = 3_000) => {
    await vi.waitFor(async () => expect((await stored(job)).status).toBe(status), { timeout, interval: 10 });
    return stored(job);
  };
  const changes = async (job: Job) => {
    const { events } = await feed.log.page(0, Number.MAX_SAFE_INTEGER, 10_000);
    return events.filter(({ type, payload }) => type === 'JOB_CHANGED' && payload.jobId === job.id);
  };

  it('runs a job once and keeps its result', async () => {
    let runs = 0;
    run(async (job) => {
      runs++;
      return async () => ({ doubled: 2 * (job.requested() as { n: number }).n });
    });
    const done = await reaches(await enqueue({ n: 21 }), 'SUCCEEDED');
    expect(done.outcome()).toEqual({ doubled: 42 });
    expect(done).toMatchObject({ progress: 1, attempt: 1, leaseOwner: null, errorCode: null });
    expect(runs).toBe(1);
  });

  it('announces every change with the path of the equipment', async () => {
    run(async () => async () => ({ answer: 42 }));
    const job = await enqueue();
    await reaches(job, 'SUCCEEDED');
    const events = await changes(job);
    expect(events.map((event) => event.payload.status)).toEqual(['QUEUED', 'RUNNING', 'SUCCEEDED']);
    expect(events[2]).toMatchObject({
      type: 'JOB_CHANGED',
      sensorId,
      equipmentPath: expect.stringMatching(/^\/\d+\/$/),
      payload: { result: { answer: 42 }, requestedBy: 'ada' },
    });
  });

  it('writes what the job made in the transaction that marks it SUCCEEDED, or neither', async () => {
    run(async () => async (em) => {
      await em.execute(`update sensor set description = 'made' where id = ?`, [sensorId]);
      throw new ConflictError('NOT_GOOD_ENOUGH', 'It is not', 'Make a better one.');
    });
    const failed = await reaches(await enqueue(), 'FAILED');
    expect(failed).toMatchObject({ errorCode: 'NOT_GOOD_ENOUGH', errorRemedy: 'Make a better one.' });
    const [row] = await db.em().execute('select description from sensor where id = ?', [sensorId]);
    expect(row.description).toBe('');
  });

  it('fails at once on an expected failure, and says which', async () => {
    run(async () => {
      throw new InvalidInputError('window', 0, 'at least 1');
    });
    const failed = await reaches(await enqueue(), 'FAILED');
    expect(failed).toMatchObject({
      attempt: 1,
      errorCode: 'INVALID_INPUT',
      errorMessage: 'window is 0',
      errorRemedy: 'window must be at least 1.',
    });
    expect(faults).toEqual([]);
  });

  it('tries again after a fault, three times in all, and reports each', async () => {
    run(async (job) => {
      if ((job.requested() as { heals: boolean }).heals && job.attempt === 2) return async () => ({});
      throw new TypeError('a bug');
    });
    const healed = await reaches(await enqueue({ heals: true }), 'SUCCEEDED');
    expect(healed.attempt).toBe(2);
    const abandoned = await reaches(await enqueue({ heals: false }), 'FAILED');
    expect(abandoned).toMatchObject({ attempt: 3, errorCode: 'JOB_ABANDONED' });
    expect(abandoned.errorMessage).not.toContain('a bug');
    expect(faults).toHaveLength(4);
  });

  it('tries again when something outside did not answer', async () => {
    run(async (job) => {
      if (job.attempt === 2) return async () => ({});
      throw new UnavailableError('AWAY', 'The store is away', 'Ask again later.');
    });
    expect(await reaches(await enqueue(), 'SUCCEEDED')).toMatchObject({ attempt: 2 });
    expect(faults).toHaveLength(1);
  });

  it('cancels a queued job at once and never starts it', async () => {
    const job = await enqueue();
    expect((await queue.cancel(job.id, job.kind)).status).toBe('CANCELLED');
    let started = false;
    run(async () => {
      started = true;
      return async () => ({});
    });
    await reaches(await enqueue(), 'SUCCEEDED');
    expect((await stored(job)).status).toBe('CANCELLED');
    expect(started).toBe(true);
    expect((await stored(job)).startedAtMs).toBeNull();
  });

  it('cancels a running job within a second', async () => {
    run(endless);
    const job = await enqueue();
    await reaches(job, 'RUNNING');
    const asked = Date.now();
    await queue.cancel(job.id, job.kind);
    await reaches(job, 'CANCELLED', 1_000);
    expect(Date.now() - asked).toBeLessThan(1_000);
    expect(faults).toEqual([]);
  });

  it('cancels a running job that another process asked to cancel', async () => {
    run(endless, { pollMs: 100 });
    const job = await enqueue();
    await reaches(job, 'RUNNING');
    await new JobQueue(db, feed).cancel(job.id, job.kind);
    await reaches(job, 'CANCELLED', 1_000);
  });

  it('lets go of a cancelled job whose handler does not listen, and drops what it made', async () => {
    let release = () => {};
    const finish = vi.fn(async () => ({}));
    run(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return finish;
    });
    const job = await enqueue();
    await reaches(job, 'RUNNING');
    await queue.cancel(job.id, job.kind);
    await reaches(job, 'CANCELLED', 1_000);
    release();
    await runners[0].stop();
    expect(finish).not.toHaveBeenCalled();
    expect((await stored(job)).status).toBe('CANCELLED');
  });

  it('refuses to cancel a finished job, and one that does not exist', async () => {
    run(async () => async () => ({}));
    const job = await enqueue();
    await reaches(job, 'SUCCEEDED');
    await expect(queue.cancel(job.id, job.kind)).rejects.toMatchObject({ code: 'JOB_FINISHED' });
    await expect(queue.cancel(987_654, job.kind)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(queue.cancel(job.id, 'ANOTHER_KIND')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('takes over the job of a runner that was killed, and shuts that runner out', async () => {
    const job = await enqueue();
    const killed = await queue.leases.claim(['TEST'], 60);
    expect(killed?.id).toBe(job.id);
    const succeeded = vi.fn(async () => ({ by: 'the second' }));
    run(async () => succeeded, { leaseMs: 90 });
    const done = await reaches(job, 'SUCCEEDED');
    expect(done).toMatchObject({ attempt: 2 });
    const late = vi.fn(async () => ({ by: 'the first' }));
    await queue.leases.succeed(killed as Job, late);
    expect(late).not.toHaveBeenCalled();
    expect((await stored(job)).outcome()).toEqual({ by: 'the second' });
    expect(await queue.leases.renew(killed as Job, 1_000)).toBe('LOST');
  });

  it('gives a job up that killed three runners, and ends a cancelled one of a killed runner', async () => {
    queue = new JobQueue(db, feed, { attempts: 3, backOffMs: 0 });
    const job = await enqueue();
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(await queue.leases.claim(['TEST'], -1)).toMatchObject({ id: job.id, attempt });
      expect(await queue.leases.reclaim()).toBe(1);
    }
    expect(await stored(job)).toMatchObject({ status: 'FAILED', errorCode: 'JOB_ABANDONED' });
    const other = await enqueue();
    await queue.leases.claim(['TEST'], -1);
    await queue.cancel(other.id, other.kind);
    await queue.leases.reclaim();
    expect((await stored(other)).status).toBe('CANCELLED');
  });

  it('keeps the lease of a job that runs longer than it', async () => {
    let runs = 0;
    const slow: JobHandler = async () => {
      runs++;
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      return async () => ({});
    };
    run(slow, { leaseMs: 600 });
    run(slow, { leaseMs: 600 });
    expect(await reaches(await enqueue(), 'SUCCEEDED')).toMatchObject({ attempt: 1 });
    expect(runs).toBe(1);
  });

  it('gives every job to exactly one of many runners', async () => {
    const seen: number[] = [];
    const handler: JobHandler = async (job) => {
      seen.push(job.id);
      return async () => ({});
    };
    const jobs = await Promise.all(Array.from({ length: 12 }, () => enqueue()));
    for (let i = 0; i < 3; i++) run(handler, { concurrency: 2 });
    for (const job of jobs) await reaches(job, 'SUCCEEDED');
    expect(seen.sort((a, b) => a - b)).toEqual(jobs.map((job) => job.id).sort((a, b) => a - b));
  });

  it('runs no more jobs at once than it may', async () => {
    let now = 0;
    let most = 0;
    const handler: JobHandler = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 500));
      now--;
      return async () => ({});
    };
    const jobs = await Promise.all(Array.from({ length: 5 }, () => enqueue()));
    run(handler, { concurrency: 2 });
    for (const job of jobs) await reaches(job, 'SUCCEEDED');
    expect(most).toBe(2);
  });

  it('puts its jobs back when it stops, and does not count the attempt', async () => {
    const runner = run(endless);
    const job = await enqueue();
    await reaches(job, 'RUNNING');
    await runner.stop();
    expect(await stored(job)).toMatchObject({ status: 'QUEUED', attempt: 0, leaseOwner: null });
  });

  it('announces progress in order, never backwards, and no flood of it', async () => {
    run(async (_job, { progress }) => {
      for (let i = 0; i <= 600; i++) {
        progress(i === 300 ? 0.1 : i / 600, i < 400 ? 'FIT' : 'JUDGE');
        if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return async () => ({});
    });
    const job = await enqueue();
    await reaches(job, 'SUCCEEDED');
    const news = (await changes(job)).filter((event) => event.payload.status === 'RUNNING').slice(1);
    const shares = news.map((event) => event.payload.progress as number);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(new Set(news.map((event) => event.payload.stage))).toEqual(new Set(['FIT', 'JUDGE']));
    expect(news.length).toBeGreaterThanOrEqual(3);
    expect(news.length).toBeLessThanOrEqual(8);
  });

  it('leaves jobs of kinds it does not know to others', async () => {
    const other = await queue.enqueue({ kind: 'OTHER', sensorId: null, request: {}, requestedBy: 'ada' });
    run(async () => async () => ({}));
    await reaches(await enqueue(), 'SUCCEEDED');
    expect((await stored(other)).status).toBe('QUEUED');
  });
});
