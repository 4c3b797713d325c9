import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { JOB_STEPS, type JobStep } from '../../src/jobs/job-steps.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import { freePort } from '../gap/member.ts';
import { seededRandom } from '../live/signals.ts';
import { plantWithSensors } from '../plant.ts';
import { LogReader } from './log-reader.ts';
import { Mortal, type Role } from './mortal.ts';
import { problemsOf } from './verdict.ts';

const SENSORS = 20;
const SAMPLES = 400;
const LEASE_MS = 1_500;
const END_MS = 120_000;

/** Where a round takes place: a database that is empty, and a folder. */
export interface Site {
  readonly databaseUrl: string;
  readonly folder: string;
  /** What runs there; there is always a server. */
  readonly roles: readonly Role[];
}

export interface Outcome {
  /** How often each step, and RANDOM, was the end of a process. */
  readonly kills: Readonly<Record<string, number>>;
  readonly jobs: number;
  readonly lines: number;
  readonly problems: readonly string[];
}

interface Kill {
  readonly victim: number;
  readonly at: JobStep | 'RANDOM';
  readonly afterMs: number;
}

const TRAIN = /* GraphQL */ `
  mutation ($input: TrainModelsInput!) {
    trainModels(input: $input) {
      ... on TrainModelsBatch { items { outcome { __typename } } }
      ... on Error { message }
    }
  }
`;

/** Every step and random moments in turn, in a seeded order; where there is a worker beside the server, mostly the worker. */
function planned(kills: number, processes: number, seed: number): Kill[] {
  const random = seededRandom(seed);
  const ends = [...JOB_STEPS, 'RANDOM', 'RANDOM', 'RANDOM'] as const;
  const plan = Array.from({ length: kills }, (_, i) => ({
    at: ends[i % ends.length],
    victim: processes > 1 && random() < 0.75 ? 1 : 0,
    afterMs: Math.floor(random() * 400),
    order: random(),
  }));
  return plan.sort((a, b) => a.order - b.order);
}

async function prepare(databaseUrl: string): Promise<void> {
  const db = await openDatabase(databaseUrl, ENTITIES);
  const readings = await openReadings(db);
  const times = Float64Array.from({ length: SAMPLES }, (_, k) => 1_000 * k);
  const batch = (await plantWithSensors(db, SENSORS)).map((sensorId, i) => ({
    sensorId,
    times,
    values: times.map((time) => Math.sin(time / 7_000 + i) + 0.1 * Math.sin(time * (i + 1))),
    qualities: new Uint8Array(SAMPLES),
  }));
  await db.transaction((em) => readings.append(em, batch, { receivedMs: 0, historical: true }));
  readings.close();
  await db.close();
}

/** Asks until it is answered, over as many lives of the server as that takes. */
async function ask<T>(url: string, query: string, variables: object = {}): Promise<T> {
  const endMs = performance.now() + END_MS;
  for (;;) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(10_000),
      });
      const { data, errors } = (await response.json()) as { data?: T; errors?: unknown };
      if (errors || !data) throw new Error(JSON.stringify(errors));
      return data;
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await pause(50);
    }
  }
}

/** The trainings of all sensors, asked for again under another seed whenever few are left. */
class Orders {
  batches = 0;
  pending = 0;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async order(): Promise<void> {
    const input = { sensors: { everything: true }, model: { robust: {} }, seed: this.batches++ };
    await ask(this.#url, TRAIN, { input });
    await this.look();
  }

  async look(): Promise<number> {
    type Queue = { trainingQueue: { queued: number; running: number } };
    const { trainingQueue } = await ask<Queue>(this.#url, '{ trainingQueue { queued running } }');
    this.pending = trainingQueue.queued + trainingQueue.running;
    return this.pending;
  }
}

const STARTED =
  '{ trainingJobs(first: 100, filter: { statuses: [QUEUED, RUNNING] }) { nodes { id attempt } } }';
const CANCEL = /* GraphQL */ `
  mutation ($id: ID!) { cancelTrainingJob(input: { id: $id }) { ... on TrainingJob { status } ... on Error { code } } }
`;

/** Nobody wants what was under way any more: what it had stored by then becomes an orphan. */
async function cancelStarted(url: string): Promise<void> {
  type Started = { trainingJobs: { nodes: { id: string; attempt: number }[] } };
  const { trainingJobs } = await ask<Started>(url, STARTED);
  for (const { id } of trainingJobs.nodes.filter(({ attempt }) => attempt > 0))
    await ask(url, CANCEL, { id });
}

/** Kills processes while batches of twenty sensors are trained, lets them come to an end, and judges what there is. */
export async function runRound(site: Site, plan: { kills: number; seed: number }): Promise<Outcome> {
  await prepare(site.databaseUrl);
  const port = await freePort();
  const env = {
    DATABASE_URL: site.databaseUrl,
    ARTIFACTS_DIR: join(site.folder, 'artifacts'),
    PORT: String(port),
    JOB_LEASE_MS: String(LEASE_MS),
    JOB_ATTEMPTS: '50',
    JOB_BACK_OFF_MS: '1',
    HEARTBEAT_MS: '500',
  };
  const mortals = await Promise.all(site.roles.map((role) => Mortal.start(role, env)));
  const graph = `http://127.0.0.1:${port}/graphql`;
  const reader = new LogReader(graph);
  const orders = new Orders(graph);
  const kills: Record<string, number> = {};
  try {
    await orders.order();
    for (const kill of planned(plan.kills, mortals.length, plan.seed)) {
      await carryOut(kill, mortals[kill.victim], orders);
      if (kill.at === 'STORED') await cancelStarted(graph);
      const name = `${mortals[kill.victim].role} ${kill.at}`;
      kills[name] = (kills[name] ?? 0) + 1;
    }
    const endMs = performance.now() + END_MS;
    while ((await orders.look()) > 0 && performance.now() < endMs) await pause(50);
    await quiet(reader);
  } finally {
    await reader.stop();
    await Promise.all(mortals.map((mortal) => mortal.stop()));
  }
  return judged(site, orders.batches * SENSORS, kills, reader);
}

async function carryOut({ at, afterMs }: Kill, victim: Mortal, orders: Orders): Promise<void> {
  if (at === 'RANDOM') {
    if ((await orders.look()) === 0) await orders.order();
    await pause(afterMs);
    return victim.killNow();
  }
  let looking: Promise<unknown> | undefined;
  const feed = () => {
    looking ??= orders
      .look()
      .then((pending) => (pending === 0 ? orders.order() : undefined))
      .finally(() => {
        looking = undefined;
      });
  };
  await victim.killAt(at, feed);
  await looking;
}

/** Until nothing new has come for a while. */
async function quiet(reader: LogReader): Promise<void> {
  for (let seen = -1; seen !== reader.lines.length; await pause(1_000)) seen = reader.lines.length;
}

async function judged(
  { databaseUrl, folder }: Site,
  asked: number,
  kills: Record<string, number>,
  reader: LogReader,
): Promise<Outcome> {
  const db = await openDatabase(databaseUrl, ENTITIES);
  const problems = await problemsOf(db, join(folder, 'artifacts'), asked, reader);
  await db.close();
  return { kills, jobs: asked, lines: reader.lines.length, problems };
}
