import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { StatementObserver } from '../../db/statements.ts';
import type { RecordedSeries } from '../../live/line.ts';

/** Seconds, from a statement of SQLite to a client that waits. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const VERBS = new Set(['select', 'insert', 'update', 'delete', 'begin', 'commit', 'rollback']);
const PATHS = new Set(['/graphql', '/ingest', '/metrics', '/health/live', '/health/ready']);

const OUTCOMES = ['accepted', 'duplicate', 'late', 'backfilled', 'rejected'] as const;

let ofProcess: Registry | undefined;

/** Memory, CPU, file handles, garbage collection and the delay of the event loop; measured once for the process. */
function processRegistry(): Registry {
  if (ofProcess) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  return ofProcess;
}

/** What the server counts and measures of itself, for Prometheus. docs/OPERATIONS.md says what each means. */
export class Metrics {
  readonly registry = new Registry();
  readonly #readings = this.#counter('readings_total', 'Readings by what became of them', ['outcome']);
  readonly #batch = this.#histogram(
    'ingest_batch_seconds',
    'From a batch to its answer: checked and on disk',
  );
  readonly #refused = this.#counter('ingest_refusals_total', 'Batches of which nothing was stored', ['code']);
  readonly #lag = this.#histogram('scoring_lag_seconds', 'From the receipt of a reading to its judgement');
  readonly #scored = this.#counter('scoring_readings_total', 'Readings that were judged live');
  readonly #scoringFaults = this.#counter('scoring_faults_total', 'Rounds of scoring that failed');
  readonly #requests = this.#counter('http_requests_total', 'HTTP requests', ['path', 'status']);
  readonly #kept = this.#counter(
    'kept_answers_total',
    'Queries that were answered as nothing was written since',
  );
  readonly #operations = this.#histogram('operation_seconds', 'Queries and mutations', ['type', 'outcome']);
  readonly #running = this.gauge(
    'operations_running',
    'Queries and mutations that are run, be they given up',
  );
  readonly #statements = this.#histogram('statement_seconds', 'Statements of the database', ['verb']);
  readonly #subscriptions = this.gauge('subscriptions', 'Subscriptions that are open');

  constructor() {
    for (const outcome of OUTCOMES) this.#readings.inc({ outcome }, 0);
    this.#scoringFaults.inc(0);
    this.#subscriptions.set(0);
    this.#running.set(0);
    this.#kept.inc(0);
  }

  readonly recorded = (recorded: readonly RecordedSeries[], tookMs: number): void => {
    this.#batch.observe(tookMs / 1_000);
    for (const { accepted, duplicates, late, backfilled, rejected } of recorded) {
      const counts = [accepted, duplicates, late, backfilled, rejected.length];
      for (const [k, outcome] of OUTCOMES.entries())
        if (counts[k] > 0) this.#readings.inc({ outcome }, counts[k]);
    }
  };

  readonly refused = (code: string): void => this.#refused.inc({ code });

  readonly scored = (readings: number, lagMs: number): void => {
    this.#scored.inc(readings);
    this.#lag.observe(Math.max(0, lagMs) / 1_000);
  };

  scoringFailed(): void {
    this.#scoringFaults.inc();
  }

  /** @param path of the address; those that are not ours count as one */
  answered(path: string, status: number): void {
    this.#requests.inc({ path: PATHS.has(path) ? path : 'other', status });
  }

  answeredFromKept(): void {
    this.#kept.inc();
  }

  /** Runs a query or a mutation, and counts it until it has ended: what nobody waits for any more goes on. */
  async running<T>(work: () => T | Promise<T>): Promise<T> {
    this.#running.inc();
    try {
      return await work();
    } finally {
      this.#running.dec();
    }
  }

  /** A query or a mutation has ended, or was given up. */
  executed(type: string, failed: boolean, tookMs: number): void {
    this.#operations.observe({ type, outcome: failed ? 'error' : 'ok' }, tookMs / 1_000);
  }

  subscribed(change: 1 | -1): void {
    this.#subscriptions.inc(change);
  }

  readonly statement: StatementObserver = (sql) => {
    const started = performance.now();
    return () => {
      const verb = (/^\s*([a-z]+)/i.exec(sql)?.[1] ?? '').toLowerCase();
      this.#statements.observe(
        { verb: VERBS.has(verb) ? verb : 'other' },
        (performance.now() - started) / 1_000,
      );
    };
  };

  /** A figure that `collect` sets when it is asked for. */
  gauge(
    name: string,
    help: string,
    labelNames: string[] = [],
    collect?: (gauge: Gauge) => void | Promise<void>,
  ): Gauge {
    return new Gauge({
      name: `telltale_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      ...(collect && {
        collect(this: Gauge) {
          return collect(this);
        },
      }),
    });
  }

  /** Everything in the text format of Prometheus, and its content type. */
  async exposition(): Promise<{ readonly text: string; readonly type: string }> {
    const all = Registry.merge([this.registry, processRegistry()]);
    return { text: await all.metrics(), type: all.contentType };
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name: `telltale_${name}`, help, labelNames, registers: [this.registry] });
  }

  #histogram(name: string, help: string, labelNames: string[] = []): Histogram {
    const settings = { name: `telltale_${name}`, help, labelNames, buckets: SECONDS };
    return new Histogram({ ...settings, registers: [this.registry] });
  }
}
