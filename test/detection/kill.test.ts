import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Datasets } from '../../src/datasets/datasets.ts';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { applyTransitions } from '../../src/detection/anomalies.ts';
import { Anomaly, AnomalyRevision } from '../../src/detection/anomaly.ts';
import { DetectionRun, DetectionRunAnomaly } from '../../src/detection/detection-run.ts';
import { DETECT_JOB, RangeDetection } from '../../src/detection/range-detection.ts';
import { ENTITIES } from '../../src/entities.ts';
import { EventRecord } from '../../src/events/event-record.ts';
import { Job } from '../../src/jobs/job.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { JobRunner } from '../../src/jobs/job-runner.ts';
import { robust } from '../../src/ml/robust/robust.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { onEachDatabase } from '../database.ts';
import { promoted } from '../live/promoted.ts';
import { univariate } from '../ml/univariate.ts';
import { plantWithSensors } from '../plant.ts';

/** Where a job is when its process ends: reading, judging, written and not committed, committed. */
const STEPS = ['DATA', 'JUDGE', 'WRITTEN', 'COMMITTED'];
const TRAINED = 600;
const SAMPLES = 1_000;
const FAULTS = new Set([700, 701, 702, 800]);
const valueAt = (t: number) => (FAULTS.has(t) ? 40 : Math.sin(t / 10) + 0.05 * Math.sin(t * 7.7));
const range = { fromMs: TRAINED * 1_000, toMs: (SAMPLES - 1) * 1_000 };

const fileOrServer = async (
  kind: { name: string; open(): Promise<Database & { url: string }> },
  folder: string,
) => {
  if (kind.name !== 'SQLite') return kind.open();
  const url = `sqlite:${join(folder, 'telltale.db')}`;
  return { ...(await openDatabase(url, ENTITIES)), url };
};

onEachDatabase('a detection job whose process is killed', (kind) => {
  let folder: string;
  let db: Database & { url: string };
  let calm: Job;
  let killed: Job[];
  let announcedBefore: object[];
  let signal: NodeJS.Signals;

  const live = async () => {
    const em = db.em();
    return [...(await em.find(Anomaly, {})), ...(await em.find(AnomalyRevision, {}))].map((row) => ({
      ...row,
    }));
  };
  const found = async (job: Job) => {
    const em = db.em();
    const runs = await em.find(DetectionRun, { jobId: job.id });
    const rows = await em.find(
      DetectionRunAnomaly,
      { detectionRunId: { $in: runs.map(({ id }) => id) } },
      { orderBy: { startMs: 'asc' } },
    );
    const intervals = rows.map(({ startMs, endMs, peakMs, peakScore, threshold }) => ({
      startMs,
      endMs,
      peakMs,
      peakScore,
      threshold,
    }));
    return { runs: runs.length, intervals };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'telltale-detection-'));
    db = await fileOrServer(kind, folder);
    const artifacts = new FolderArtifacts(folder);
    const readings = await openReadings(db);
    const [sensorId] = await plantWithSensors(db, 1);
    const values = Float64Array.from({ length: SAMPLES }, (_, t) => valueAt(t));
    const times = values.map((_, t) => t * 1_000);
    await db.transaction((em) =>
      readings.append(em, [{ sensorId, times, values, qualities: new Uint8Array(SAMPLES) }], {
        receivedMs: 0,
        historical: true,
      }),
    );
    const config = robust.parseConfig({});
    const fitted = await robust.fit(univariate(values.slice(0, TRAINED)), config, { seed: 1 });
    const { sha256 } = await artifacts.put(fitted.save());
    await promoted(db, sensorId, sha256, { family: 'robust' });
    await db.transaction((em) =>
      applyTransitions(em, [
        {
          sensorId,
          equipmentPath: '/1/',
          change: 'OPENED',
          atMs: 700_000,
          startMs: 700_000,
          endMs: 700_000,
          peakMs: 700_000,
          score: 9,
          threshold: 6,
          expected: 1,
          actual: 40,
          cause: 'DEVIATION',
          confidence: 0.999,
          detectionMode: 'FALLBACK',
          modelVersionId: null,
        },
      ]),
    );
    announcedBefore = await live();
    const queue = new JobQueue(db, { wake() {} }, { attempts: 5, backOffMs: 10 });
    const read = ({ artifactSha256 }: { readonly artifactSha256: string }) => artifacts.get(artifactSha256);
    const ranges = new RangeDetection(db, readings, new Datasets(db, readings), read, queue);
    const options = {
      pollMs: 20,
      concurrency: STEPS.length,
      onFault: (error: unknown) => {
        throw error;
      },
    };
    /** Ends differ by less than a sample: what is asked for is the same, and no request is the same as a pending one. */
    const ask = (more = 0) => ranges.detect({ sensorId, ...range, toMs: range.toMs + more }, 'test');
    const allEnded = () =>
      vi.waitFor(async () => expect(await db.em().count(Job, { finishedAtMs: null })).toBe(0), {
        timeout: 20_000,
        interval: 20,
      });

    // Each begins by looking for leases that have ended; later it looks every ten seconds.
    const workedOff = async () => {
      const runner = new JobRunner(queue, { [DETECT_JOB]: ranges.handler }, options);
      runner.start();
      await allEnded();
      await runner.stop();
    };

    calm = await ask();
    await workedOff();
    killed = [];
    for (const i of STEPS.keys()) killed.push(await ask(1 + i));
    const child = fork(resolve(import.meta.dirname, 'killable-detection.ts'), {
      env: { ...process.env, DATABASE_URL: db.url, ARTIFACTS_DIR: folder, STEPS: STEPS.join() },
    });
    [, signal] = await once(child, 'exit');
    await db.em().execute(`update job set lease_until_ms = 0 where status = 'RUNNING'`);
    await workedOff();
    await ranges.stop();
    readings.close();
  }, 60_000);
  afterAll(async () => {
    await db.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('ends once all the same, at whichever step it was', async () => {
    expect(signal).toBe('SIGKILL');
    const ends = (await db.em().find(EventRecord, { type: 'JOB_CHANGED' })).map(({ payload }) =>
      JSON.parse(payload),
    );
    for (const [i, { id }] of killed.entries()) {
      const { status, attempt } = await db.em().findOneOrFail(Job, id);
      const committed = STEPS[i] === 'COMMITTED';
      expect([STEPS[i], status, attempt]).toEqual([STEPS[i], 'SUCCEEDED', committed ? 1 : 2]);
      const succeeded = ends.filter((told) => told.jobId === id && told.status === 'SUCCEEDED');
      expect(succeeded).toHaveLength(1);
    }
  });

  it('finds in one run what it would have found undisturbed', async () => {
    const undisturbed = await found(calm);
    expect(undisturbed.intervals.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [700_000, 702_000],
      [800_000, 800_000],
    ]);
    for (const job of killed) expect(await found(job)).toEqual(undisturbed);
    expect(await db.em().count(DetectionRun, {})).toBe(killed.length + 1);
    const intervals = await db.em().count(DetectionRunAnomaly, {});
    expect(intervals).toBe(undisturbed.intervals.length * (killed.length + 1));
  });

  it('leaves what was announced live as it was', async () => {
    expect(await live()).toEqual(announcedBefore);
    expect(announcedBefore).toHaveLength(2);
    const announced = await db.em().count(EventRecord, { type: { $like: 'ANOMALY%' } });
    expect(announced).toBe(0);
  });
});
