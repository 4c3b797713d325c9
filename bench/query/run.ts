import { deepStrictEqual } from 'node:assert';
import { MeasuredProcess } from '../live/measured-process.ts';
import { spread } from '../result.ts';
import { Load } from './load.ts';
import { comparable, type ListedSensor } from './sensor-list.ts';
import type { Subject } from './subjects.ts';

export interface Plan {
  /** Rows of a page. */
  readonly first: number;
  readonly connections: number;
  readonly rounds: number;
  readonly seconds: number;
}

type Spread = ReturnType<typeof spread>;

export interface Row {
  readonly requestsPerSecond: Spread;
  readonly cpuMicroseconds: Spread;
  /** The 99th percentile of how long a request took. */
  readonly p99Ms: Spread;
}

interface Running extends Subject {
  readonly process: MeasuredProcess;
  readonly load: Load;
}

/** Subjects with the same module and settings are the same process. */
class Processes {
  readonly #running = new Map<string, MeasuredProcess>();

  async of({ module, env }: Subject): Promise<MeasuredProcess> {
    const key = JSON.stringify([module, env]);
    const process = this.#running.get(key) ?? (await MeasuredProcess.start(module, { ...env }));
    this.#running.set(key, process);
    return process;
  }

  async stop(): Promise<void> {
    for (const process of this.#running.values()) await process.stop();
  }
}

async function start(processes: Processes, subject: Subject, { first, connections }: Plan): Promise<Running> {
  const process = await processes.of(subject);
  const load = new Load(
    process.url,
    { query: subject.query, variables: { first } },
    connections,
    subject.isEachNew === true,
  );
  return { ...subject, process, load };
}

async function listedBy({ load, nodes }: Running): Promise<ListedSensor[]> {
  const { data, errors } = JSON.parse(await load.once());
  if (errors) throw new Error(JSON.stringify(errors));
  return comparable(nodes(data as never));
}

async function measure({ process, load }: Running, seconds: number) {
  const before = await process.gauge();
  const burst = await load.burst(seconds);
  const after = await process.gauge();
  const sorted = burst.tookMs.toSorted((a, b) => a - b);
  return {
    requestsPerSecond: burst.requests / burst.seconds,
    cpuMicroseconds: (after.cpuMicroseconds - before.cpuMicroseconds) / burst.requests,
    p99Ms: sorted[Math.floor(0.99 * (sorted.length - 1))],
  };
}

type Measured = Awaited<ReturnType<typeof measure>>;

const rowOf = (rounds: readonly Measured[]): Row => ({
  requestsPerSecond: spread(rounds.map(({ requestsPerSecond }) => requestsPerSecond)),
  cpuMicroseconds: spread(rounds.map(({ cpuMicroseconds }) => cpuMicroseconds)),
  p99Ms: spread(rounds.map(({ p99Ms }) => p99Ms)),
});

/**
 * Asks all subjects in turns, round by round, so that what disturbs the machine meets each of them. All must give the
 * same list. @throws AssertionError when one does not
 */
export async function runInTurns(
  subjects: readonly Subject[],
  plan: Plan,
  progress: (round: number) => void,
): Promise<Record<string, Row>> {
  const processes = new Processes();
  try {
    const running: Running[] = [];
    for (const subject of subjects) running.push(await start(processes, subject, plan));
    const [expected, ...others] = await Promise.all(running.map(listedBy));
    for (const list of others) deepStrictEqual(list, expected);
    for (const one of running) await one.load.burst(plan.seconds);
    const rounds = running.map((): Measured[] => []);
    for (let round = 0; round < plan.rounds; round++) {
      for (const [i, one] of running.entries()) rounds[i].push(await measure(one, plan.seconds));
      progress(round + 1);
    }
    return Object.fromEntries(running.map(({ name }, i) => [name, rowOf(rounds[i])]));
  } finally {
    await processes.stop();
  }
}
