import { Worker } from 'node:worker_threads';
import { DomainError, HorizonTooLongError, InsufficientDataError } from '../errors.ts';
import type {
  ForecastAnswer,
  ForecasterAddress,
  ForecasterFacts,
  ForecastOrder,
  ThreadFault,
  ThreadQuestion,
  ThreadReply,
} from './forecast-order.ts';

export type ArtifactReader = (address: ForecasterAddress) => Promise<Uint8Array>;

const WORKER = new URL('./forecast-worker.ts', import.meta.url);
/** Forecasters that the thread keeps; a group of sensors shares one. */
const MOST_LOADED = 256;
/** Forecasts that may wait for the thread: who comes later is refused, not queued. */
const MOST_WAITING = 4_096;
const LIMIT_MS = 60_000;

interface Waiting {
  readonly resolve: (reply: ThreadReply['reply']) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

type Unasked = ThreadQuestion extends infer Q ? (Q extends ThreadQuestion ? Omit<Q, 'id'> : never) : never;

/**
 * The thread in which forecasts are made, so that nothing of it holds up the event loop. It starts with the first
 * question and keeps the forecasters used last, by the hash of their weights: weights never change, so none goes stale.
 */
export class ForecastThread {
  readonly #artifact: ArtifactReader;
  readonly #limitMs: number;
  readonly #script: URL;
  readonly #waiting = new Map<number, Waiting>();
  readonly #loaded = new Map<string, Promise<ForecasterFacts>>();
  readonly #ready = new Set<string>();
  #worker: Worker | undefined;
  #asked = 0;
  #orders = 0;

  constructor(artifact: ArtifactReader, limitMs: number = LIMIT_MS, script: URL = WORKER) {
    this.#artifact = artifact;
    this.#limitMs = limitMs;
    this.#script = script;
  }

  /** @throws CorruptArtifactError, DomainError FORECAST_TIMED_OUT */
  async facts(address: ForecasterAddress): Promise<ForecasterFacts> {
    const { artifactSha256: sha } = address;
    const facts = this.#loaded.get(sha) ?? this.#load(address);
    this.#loaded.delete(sha);
    this.#loaded.set(sha, facts);
    const [oldest] = this.#loaded.keys();
    if (this.#loaded.size > MOST_LOADED) this.#forget(oldest);
    return facts.catch((error) => {
      if (this.#loaded.get(sha) === facts) this.#loaded.delete(sha);
      throw error;
    });
  }

  /** An answer for each order. @throws DomainError BUSY or FORECAST_TIMED_OUT */
  async forecast(orders: readonly ForecastOrder[]): Promise<readonly ForecastAnswer[]> {
    if (this.#orders + orders.length > MOST_WAITING) throw busy(this.#orders);
    this.#orders += orders.length;
    try {
      for (let next = this.#missing(orders); next; next = this.#missing(orders)) await this.facts(next);
      const transferred = orders.map(({ values }) => values.buffer);
      return (await this.#ask({ kind: 'FORECAST', orders }, transferred)) as readonly ForecastAnswer[];
    } finally {
      this.#orders -= orders.length;
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  /** Others may have pushed out a forecaster since it was loaded. */
  #missing(orders: readonly ForecastOrder[]): ForecasterAddress | null | undefined {
    return orders.find(({ version }) => version && !this.#ready.has(version.artifactSha256))?.version;
  }

  async #load(address: ForecasterAddress): Promise<ForecasterFacts> {
    const bytes = await this.#artifact(address);
    const reply = await this.#ask({ kind: 'LOAD', address, bytes });
    if ('refused' in reply || 'fault' in reply) throw errorOf(reply);
    this.#ready.add(address.artifactSha256);
    return reply as ForecasterFacts;
  }

  #forget(artifactSha256: string): void {
    this.#loaded.delete(artifactSha256);
    this.#ready.delete(artifactSha256);
    this.#worker?.postMessage({ id: 0, kind: 'FORGET', artifactSha256 } satisfies ThreadQuestion);
  }

  #ask(question: Unasked, transferred: ArrayBuffer[] = []): Promise<ThreadReply['reply']> {
    const worker = this.#worker ?? this.#start();
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#end(worker, timedOut(this.#limitMs)), this.#limitMs);
      this.#waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ ...question, id }, transferred);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#script);
    worker.unref();
    worker.on('message', ({ id, reply }: ThreadReply) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      clearTimeout(waiting?.timer);
      waiting?.resolve(reply);
    });
    worker.on('error', (error) => this.#end(worker, error));
    worker.on('exit', () => this.#end(worker, new Error('The thread that forecasts has ended')));
    this.#worker = worker;
    return worker;
  }

  /** Whoever waits is told; the next question starts another thread. */
  #end(worker: Worker, reason: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#loaded.clear();
    this.#ready.clear();
    void worker.terminate();
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(reason);
    }
    this.#waiting.clear();
  }
}

/** What the thread refused or ran into, as it would have been thrown here. */
export function errorOf(answer: ThreadFault): Error {
  if ('fault' in answer) return new Error(answer.fault);
  const { code, message, remedy, details } = answer.refused;
  if (code === 'INSUFFICIENT_DATA')
    return new InsufficientDataError(details.needed as number, details.given as number);
  if (code === 'HORIZON_TOO_LONG')
    return new HorizonTooLongError(details.asked as number, details.longest as number);
  return new DomainError(code, message, remedy, { ...details });
}

const busy = (waiting: number): DomainError =>
  new DomainError(
    'BUSY',
    `${waiting} forecasts are being made already`,
    'Ask again when some of them are done, in a few seconds.',
  );

const timedOut = (limitMs: number): DomainError =>
  new DomainError(
    'FORECAST_TIMED_OUT',
    `Forecasting took longer than ${limitMs / 1_000} seconds`,
    'Ask for a shorter horizon, or promote a smaller model.',
  );
