import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Finding, Fuzz, type Kind, NONE } from './fuzz.ts';
import { openFuzzedPlant } from './fuzzed-plant.ts';
import { leftOpen } from './left-open.ts';
import { logProblems } from './verdict.ts';

/** What a campaign asks for. */
export interface CampaignOptions {
  readonly seed: number;
  /** The first case, and how many. */
  readonly from: number;
  readonly cases: number;
  /** Threads that work on the jobs which the cases put into the queue. */
  readonly workers: number;
  /** The address of an empty database of PostgreSQL; a file of SQLite where it is left out. */
  readonly postgres?: string;
  /** Told after each batch how many cases have been run. */
  readonly onBatch?: (done: number) => void;
  readonly onFinding?: (finding: Finding) => void;
}

export interface Campaign {
  readonly seed: number;
  readonly cases: number;
  readonly byKind: Readonly<Record<Kind, number>>;
  /** How cases were answered: the first code of the answer, or that it was done. */
  readonly byAnswer: Readonly<Record<string, number>>;
  /** Of the heap in use after a collection, in MB: after a third of the cases, the most after that, and at the end. */
  readonly heapMb: { readonly warm: number; readonly most: number; readonly end: number };
  readonly findings: readonly Finding[];
  /** What was wrong beside single cases. */
  readonly problems: readonly string[];
}

/** The process does not answer for more than this after a third of the cases: caches are full by then. */
export const MOST_GROWTH_MB = 24;
/** Subscriptions, streams and sockets that are open although everybody has left. */
const OPEN = /^(subscriptions|connections\{kind="(?:event_stream|websocket)"\})$/;
/** After so many cases a query that is in order is asked. */
const BATCH = 250;
/** After so many at most memory is measured, which costs as much as a hundred cases do. */
const MEASURED = 2_000;
/** A third of so many fill all caches by themselves. */
const MANY = 10_000;
/** How often memory is measured at least, where there are as many batches. */
const MEASURED_TIMES = 9;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function heapMb(): Promise<number> {
  // What finalizers let go is gone the second time.
  for (let times = 0; times < 2; times++) {
    collect();
    await sleep(1);
  }
  return process.memoryUsage().heapUsed / 2 ** 20;
}

class Running {
  readonly byKind: Record<Kind, number> = { ...NONE };
  readonly byAnswer: Record<string, number> = {};
  readonly findings: Finding[] = [];
  readonly problems: string[] = [];
  readonly #heaps: number[] = [];
  readonly #options: CampaignOptions;
  readonly #fuzz: Fuzz;
  at = 0;

  constructor(options: CampaignOptions, fuzz: Fuzz) {
    this.#options = options;
    this.#fuzz = fuzz;
  }

  get heapMb(): Campaign['heapMb'] {
    const warm = Math.floor(this.#heaps.length / 3);
    const rounded = (mb: number) => Math.round(mb * 10) / 10;
    return {
      warm: rounded(this.#heaps[warm]),
      most: rounded(Math.max(...this.#heaps.slice(warm))),
      end: rounded(this.#heaps.at(-1) as number),
    };
  }

  async run(): Promise<void> {
    const { seed, from, cases, onBatch } = this.#options;
    const measured = Math.min(MEASURED, Math.ceil(cases / MEASURED_TIMES / BATCH) * BATCH);
    this.#heaps.push(await heapMb());
    for (this.at = from; this.at < from + cases; this.at++) {
      await this.#case(seed, this.at);
      const done = this.at - from + 1;
      if (done % BATCH > 0 && done < cases) continue;
      if (!(await this.#fuzz.isHealthy())) this.problems.push(`no healthy answer after case ${this.at}`);
      if (done % measured === 0 || done === cases) this.#heaps.push(await heapMb());
      onBatch?.(done);
    }
    const { warm, end } = this.heapMb;
    if (end - warm > MOST_GROWTH_MB) this.problems.push(`the heap grew from ${warm} to ${end} MB`);
  }

  async #case(seed: number, index: number): Promise<void> {
    const { kind, answer, finding } = await this.#fuzz.run(seed, index);
    this.byKind[kind]++;
    this.byAnswer[answer] = (this.byAnswer[answer] ?? 0) + 1;
    if (!finding) return;
    this.findings.push(finding);
    this.#options.onFinding?.(finding);
  }
}

/** Runs cases against a plant of its own. What ends the process tells first in which case it was. */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { seed, cases, workers, postgres } = options;
  const plant = await openFuzzedPlant(workers, postgres);
  const fuzz = await Fuzz.of(plant, workers > 0);
  const running = new Running(options, fuzz);
  const tell = (error: Error) =>
    console.error(`case ${running.at} of seed ${seed} ends the process: ${error}`);
  process.on('uncaughtExceptionMonitor', tell);
  if (cases < MANY) await fuzz.warmUp();
  await running.run();
  fuzz.close();
  const problems = [...running.problems, ...(await leftOpen(plant, OPEN))];
  await plant.close();
  process.off('uncaughtExceptionMonitor', tell);
  const unseen =
    plant.log.flatMap(logProblems).length - running.findings.reduce((sum, { logged }) => sum + logged, 0);
  if (unseen > 0) problems.push(`${unseen} errors are logged between the cases: ${plant.log.at(-1)}`);
  const { byKind, byAnswer, findings } = running;
  return { seed, cases, byKind, byAnswer, heapMb: running.heapMb, findings, problems };
}
