import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { EventFeed } from '../../src/events/feed.ts';
import type { NewJob } from '../../src/jobs/enqueue.ts';
import { Job } from '../../src/jobs/job.ts';
import { remainingMs } from '../../src/jobs/job-duration.ts';
import { type LoggedLines, line, logPage } from '../../src/jobs/job-log.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { type JobHandler, JobRunner, type RunnerOptions } from '../../src/jobs/job-runner.ts';
import { JobWorkers } from '../../src/jobs/job-workers.ts';
import { queueEstimate } from '../../src/jobs/queue-estimate.ts';
import { onEachDatabase } from '../database.ts';

onEachDatabase('the queue', (kind) => {
  let db: Database;
  let feed: EventFeed;
  let queue: JobQueue;
  const runners: JobRunner[] = [];

  beforeAll(async () => {
    db = await kind.open();
    feed = new EventFeed(db);
  });
  beforeEach(async () => {
    await db.em().execute('delete from job');
    queue = new JobQueue(db, feed, { attempts: 3, backOffMs: 60_000 });
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.stop();
  });
  afterAll(() => db.close());

  const job = (n: number, more: Partial<NewJob> = {}): NewJob => ({
    kind: 'TEST',
    sensorId: null,
    request: { n, of: { a: 1, b: 2 } },
    requestedBy: 'ada',
    ...more,
  });
  const run = (handler: JobHandler, options: Partial<RunnerOptions> = {}) => {
    const runner = new JobRunner(queue, { TEST: handler }, { pollMs: 20, onFault: () => {}, ...options });
    runners.push(runner);
    runner.start();
  };
  const stored = (id: number) => db.em().findOneOrFail(Job, id);
  const reaches = (id: number, status: string) =>
    vi.waitFor(async () => expect((await stored(id)).status).toBe(status), { timeout: 10_000, interval: 10 });
  const claim = () => queue.leases.claim(['TEST'], 60_000);
  const numberOf = (claimed: Job | null) => (claimed?.requested() as { n: number } | undefined)?.n;
  const done = async () => ({});
  const linesOf = async (id: number) =>
    (await logPage(db.em(), id, { first: 100, after: null })).rows.map(({ text }) => text);

  it('does not take the identical request twice while it is pending, and does after', async () => {
    const first = await queue.enqueue(job(1));
    const same = job(1, { request: { of: { b: 2, a: 1 }, n: 1 }, priority: 9 });
    await expect(queue.enqueue(same)).rejects.toMatchObject({
      code: 'ALREADY_QUEUED',
      details: { jobId: first.id },
    });
    expect((await queue.enqueue(job(1, { kind: 'OTHER' }))).id).not.toBe(first.id);
    const running = await claim();
    expect(running?.id).toBe(first.id);
    await expect(queue.enqueue(same)).rejects.toMatchObject({ code: 'ALREADY_QUEUED' });
    await queue.leases.succeed(running as Job, done);
    const second = await queue.enqueue(same);
    await queue.cancel(second.id, 'TEST');
    expect((await queue.enqueue(same)).id).toBeGreaterThan(second.id);
  });

  it('makes one job of identical requests that come at the same time', async () => {
    const other = new JobQueue(db, feed);
    const asked = Array.from({ length: 8 }, (_, i) => job(i % 4));
    const answers = await Promise.all([queue, other, queue].map((one) => one.enqueueAll(() => asked)));
    expect(await db.em().count(Job)).toBe(4);
    for (const answer of answers) {
      const numbers = await Promise.all(answer.map(async ({ job: { id } }) => numberOf(await stored(id))));
      expect(numbers).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    }
    expect(answers.flat().filter(({ isNew }) => isNew)).toHaveLength(4);
  });

  it('queues all of what was asked for together, or nothing', async () => {
    const asked = [job(1), job(2, { kind: null as unknown as string })];
    await expect(queue.enqueueAll(() => asked)).rejects.toThrow();
    expect(await db.em().count(Job)).toBe(0);
  });

  it('starts the job of the highest priority, of equals the oldest', async () => {
    await queue.enqueueAll(() => [
      job(1),
      job(2, { priority: 5 }),
      job(3, { priority: -5 }),
      job(4, { priority: 5 }),
    ]);
    const order = [];
    for (let i = 0; i < 4; i++) order.push(numberOf(await claim()));
    expect(order).toEqual([2, 4, 1, 3]);
  });

  it('runs no more jobs of a batch at once than it may, over all runners, and others beside them', async () => {
    const batch = { batch: 'b', batchLimit: 2 };
    await queue.enqueueAll(() => [job(1, batch), job(2, batch), job(3, batch), job(4)]);
    const other = new JobQueue(db, feed);
    const claims = () => Promise.all([claim(), other.leases.claim(['TEST'], 60_000)]);
    const claimed = [...(await claims()), ...(await claims()), ...(await claims())].filter(
      (one) => one !== null,
    );
    expect(claimed.filter(({ batch: of }) => of === 'b').length).toBeLessThanOrEqual(2);
    expect(claimed.map(numberOf)).toContain(4);
    const [first] = claimed.filter(({ batch: of }) => of === 'b');
    await queue.leases.succeed(first, done);
    await vi.waitFor(async () => expect(await claim()).not.toBeNull());
    const [{ running }] = await db
      .em()
      .execute(`select count(*) as running from job where batch = 'b' and status = 'RUNNING'`);
    expect(Number(running)).toBe(2);
  });

  it('waits longer before each further attempt, and not at all after one that was given back', async () => {
    const { id } = await queue.enqueue(job(1));
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 2; attempt++) {
      await queue.leases.retry((await claim()) as Job);
      waits.push((await stored(id)).notBeforeMs - Date.now());
      expect(await claim()).toBeNull();
      await db.em().execute('update job set not_before_ms = 0 where id = ?', [id]);
    }
    expect(waits[0]).toBeGreaterThan(30_000);
    expect(waits[0]).toBeLessThanOrEqual(60_000);
    expect(waits[1]).toBeLessThanOrEqual(60_000);
    await queue.leases.giveBack((await claim()) as Job);
    expect(await claim()).toMatchObject({ id, attempt: 3 });
    expect(await linesOf(id)).toContainEqual(
      expect.stringMatching(/^Ended by a fault; attempt 2 of 3 follows in/),
    );
  });

  it('keeps every line that was written, in order, over attempts, and announces each once', async () => {
    const said = Array.from({ length: 40 }, (_, i) => `line ${i}`);
    run(async (_job, { log, progress }) => {
      for (const [i, text] of said.entries()) {
        log(text);
        if (i % 10 === 0) progress(i / 40, `STAGE-${i}`);
        if (i % 10 === 5) await new Promise((resolve) => setTimeout(resolve, 30));
      }
      return done;
    });
    const { id } = await queue.enqueue(job(1));
    await reaches(id, 'SUCCEEDED');
    const lines = await linesOf(id);
    expect(lines.filter((text) => text.startsWith('line'))).toEqual(said);
    expect(lines.at(-1)).toBe('Succeeded');
    const { events } = await feed.log.page(0, Number.MAX_SAFE_INTEGER, 10_000);
    const logged = events.filter(({ type, payload }) => type === 'JOB_LOGGED' && payload.jobId === id);
    const told = logged.flatMap(({ payload }) => (payload as unknown as LoggedLines).lines);
    expect(told.map(({ text }) => text)).toEqual(lines);
    const kept = (await logPage(db.em(), id, { first: 100, after: null })).rows;
    expect(told.map((one) => one.id)).toEqual(kept.map((one) => one.id));
  });

  it('takes no line from a runner whose job is another one’s by now', async () => {
    const { id } = await queue.enqueue(job(1));
    const lost = (await claim()) as Job;
    await queue.leases.reclaim(true);
    expect(await queue.leases.renew(lost, 1_000, { lines: [line('late')] })).toBe('LOST');
    expect(await linesOf(id)).not.toContain('late');
  });

  it('takes up at once what an earlier process left, when it is alone', async () => {
    const { id } = await queue.enqueue(job(1));
    await claim();
    queue = new JobQueue(db, feed, { attempts: 3, backOffMs: 1 });
    run(async () => done, { isAlone: true });
    await reaches(id, 'SUCCEEDED');
    expect((await stored(id)).attempt).toBe(2);
  });

  it('has jobs ready ahead of their turn, and no more at work than there are turns', async () => {
    let [working, most, begun] = [0, 0, 0];
    const release: (() => void)[] = [];
    run(
      async (_job, { turn }) => {
        begun++;
        await turn(async () => {
          most = Math.max(most, ++working);
          await new Promise<void>((resume) => void release.push(resume));
          working--;
        });
        return done;
      },
      { concurrency: 1, ahead: 1 },
    );
    const jobs = await queue.enqueueAll(() => [job(1), job(2), job(3)]);
    await vi.waitFor(() => expect([begun, release.length]).toEqual([2, 1]), { timeout: 5_000 });
    await queue.cancel(jobs[1].job.id, 'TEST');
    await reaches(jobs[1].job.id, 'CANCELLED');
    release[0]();
    await vi.waitFor(() => expect(release.length).toBe(2), { timeout: 5_000 });
    release[1]();
    await reaches(jobs[2].job.id, 'SUCCEEDED');
    expect(most).toBe(1);
  });

  it('tells how long the queue takes by what such jobs took before', async () => {
    const workers = new JobWorkers(db);
    await workers.beat(2, 60_000);
    const [first] = await queue.enqueueAll(() => [
      job(1, { workload: 'w' }),
      job(2, { workload: 'w' }),
      job(3),
    ]);
    const running = (await claim()) as Job;
    expect(running.expectedMs).toBeNull();
    await queue.leases.succeed(running, done);
    await db
      .em()
      .execute('update job set attempt_at_ms = finished_at_ms - 8000 where id = ?', [first.job.id]);
    expect(await queueEstimate(db.em(), 'TEST')).toMatchObject({
      queued: 2,
      running: 0,
      slots: 2,
      unmeasured: 1,
      workMs: 8_000,
      remainingMs: null,
    });
    const second = (await claim()) as Job;
    expect(second.expectedMs).toBe(8_000);
    const at = second.attemptAtMs as number;
    expect(remainingMs(second, at + 2_000)).toBe(6_000);
    expect(remainingMs({ ...second, progress: 0.5 }, at + 2_000)).toBe(2_000);
    expect(remainingMs({ ...second, status: 'SUCCEEDED' }, at)).toBeNull();
    await workers.leave();
  });
});
