import type { Logger } from 'pino';
import { UnauthenticatedError } from '../access.ts';
import type { Config } from '../config.ts';
import { Datasets } from '../datasets/datasets.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { ENTITIES } from '../entities.ts';
import { DomainError } from '../errors.ts';
import type { JobStepListener } from '../jobs/job-steps.ts';
import { openReadings } from '../readings/open-store.ts';
import { openArtifacts } from '../registry/open-artifacts.ts';
import { Registry } from '../registry/registry.ts';
import { Authentication } from './admission/authentication.ts';
import { openWakeUp } from './processes.ts';
import { openJobs } from './services/job-services.ts';
import { Metrics } from './watch/metrics.ts';
import { serveMetrics } from './watch/metrics-endpoint.ts';
import { openDatabaseGauges } from './watch/service-gauges.ts';
import { openTracing } from './watch/tracing.ts';

export interface WorkerOptions {
  readonly log: Logger;
  readonly onJobStep?: JobStepListener;
}

export interface RunningWorker {
  /** Null where METRICS_PORT is not set: a worker serves nothing else. */
  readonly metricsUrl: string | null;
  /** Gives back what is under way, and closes the database. */
  stop(): Promise<void>;
}

/**
 * Works the queue of a PostgreSQL database that servers share, and serves nothing itself but its metrics, where
 * METRICS_PORT is set. An SQLite file has one process:
 * others would find it changed in the middle of their transactions.
 * @throws DomainError WORKER_NEEDS_POSTGRESQL or NO_WORKERS
 */
export async function startWorker(config: Config, options: WorkerOptions): Promise<RunningWorker> {
  const { log, onJobStep } = options;
  refuseUseless(config);
  const db = await openDatabase(config.databaseUrl, ENTITIES);
  const watch = { metrics: new Metrics(), tracing: await openTracing(config) };
  try {
    const wakeUp = await openWakeUp(config, await poolOf(db), log);
    wakeUp.start({ events: () => {}, readings: () => {}, shares: () => {} });
    const feed = { wake: () => wakeUp.tellEvents() };
    const readings = await openReadings(db);
    const artifacts = openArtifacts(config);
    const registry = new Registry(db, artifacts, feed);
    const datasets = new Datasets(db, readings);
    const jobs = openJobs(config, {
      db,
      readings,
      datasets,
      registry,
      artifacts,
      feed,
      log,
      tracing: watch.tracing,
      onStep: onJobStep,
    });
    await openDatabaseGauges(watch, { db });
    const served =
      config.metricsPort === null
        ? null
        : await serveMetrics(config, new Authentication(config, unknownHere), watch.metrics, log);
    jobs.start();
    return {
      metricsUrl: served?.url ?? null,
      async stop() {
        await served?.close();
        await jobs.stop();
        await wakeUp.stop();
        readings.close();
        await db.close();
        await watch.tracing.close();
      },
    };
  } catch (error) {
    await db.close();
    await watch.tracing.close();
    throw error;
  }
}

/** Stored tokens are the servers' to know: a worker lets in whom its configuration names. */
async function unknownHere(): Promise<never> {
  throw new UnauthenticatedError('UNKNOWN');
}

function refuseUseless({ databaseUrl, trainingWorkers }: Config): void {
  if (databaseUrl.startsWith('sqlite:')) {
    throw new DomainError(
      'WORKER_NEEDS_POSTGRESQL',
      'DATABASE_URL names an SQLite file, which has one process: the server',
      'Raise TRAINING_WORKERS of the server, or use PostgreSQL.',
    );
  }
  if (trainingWorkers > 0) return;
  throw new DomainError(
    'NO_WORKERS',
    'TRAINING_WORKERS is 0: this process would do nothing',
    'Set TRAINING_WORKERS to how many jobs it may run at once.',
  );
}

async function poolOf(db: Database) {
  const native = await db.native();
  if (native.dialect !== 'postgresql') throw new Error('The database is not PostgreSQL');
  return native.pool;
}
