import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { EquipmentTree } from '../../src/equipment/equipment-tree.ts';
import { LINE_STEPS } from '../../src/live/steps.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import { plantWithSensors } from '../plant.ts';
import { plateaus, seededRandom } from './signals.ts';

const KILLS_PER_STEP = 2;
const SENSORS = 3;
const BATCHES = 80;
const BATCH_READINGS = 20;
const START_MS = Date.UTC(2024, 0, 1);

const EVENTS = /* GraphQL */ `
  subscription ($after: String) {
    anomalyEvents(after: $after) {
      __typename
      ... on AnomalyEvent { cursor type anomaly { anomaly { id } sensor { id } revision start end score } }
      ... on Gap { cursor reason }
      ... on Heartbeat { cursor }
    }
  }
`;
const RECORD = /* GraphQL */ `
  mutation ($input: RecordReadingsInput!) {
    recordReadings(input: $input) { __typename ... on RecordedReadings { series { accepted duplicates } } }
  }
`;
const ANOMALIES = /* GraphQL */ `
  { anomalies(first: 100) { nodes { id revision start end score status revisions { revision } } } }
`;

interface Announced {
  readonly cursor: string;
  readonly type: string;
  readonly anomaly: {
    anomaly: { id: string };
    sensor: { id: string };
    revision: number;
    start: string;
    end: string;
    score: number;
  };
}

/** A server process that is started again whenever it has been killed. */
class Server {
  readonly announced: Announced[] = [];
  readonly gaps: unknown[] = [];
  kills = 0;
  #url = '';
  #child: ChildProcess | undefined;
  readonly #folder: string;
  readonly #stops: string[];
  #cursor: string | undefined;
  #client: ReturnType<typeof createClient> | undefined;

  constructor(folder: string, stops: string[]) {
    this.#folder = folder;
    this.#stops = stops;
  }

  async start(): Promise<void> {
    const child = fork(resolve(import.meta.dirname, 'killable-server.ts'), {
      env: {
        ...process.env,
        PORT: '0',
        DATABASE_URL: `sqlite:${join(this.#folder, 'telltale.db')}`,
        ARTIFACTS_DIR: join(this.#folder, 'artifacts'),
        HEARTBEAT_MS: '2000',
        STOP_AT: this.#stops.shift() ?? '',
      },
    });
    this.#child = child;
    child.once('exit', (_, signal) => {
      if (signal === 'SIGKILL') this.kills++;
    });
    this.#url = await new Promise((started, failed) => {
      child.once('message', (url) => started(String(url)));
      child.once('exit', () => failed(new Error('the server ended before it served')));
    });
    await this.#subscribe();
  }

  /** Until the first item: from then on there is a cursor to resume from. */
  #subscribe(): Promise<void> {
    const url = this.#url.replace('http', 'ws');
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, lazyCloseTimeout: 0 });
    this.#client = client;
    return new Promise((following, failed) => {
      client.subscribe<{ anomalyEvents: Announced & { __typename: string } }>(
        { query: EVENTS, variables: { after: this.#cursor } },
        {
          next: ({ data, errors }) => {
            if (!data) return failed(new Error(JSON.stringify(errors)));
            this.#cursor = data.anomalyEvents.cursor;
            if (data.anomalyEvents.__typename === 'AnomalyEvent') this.announced.push(data.anomalyEvents);
            if (data.anomalyEvents.__typename === 'Gap') this.gaps.push(data.anomalyEvents);
            following();
          },
          error: failed,
          complete: following,
        },
      );
    });
  }

  /** Sends until it is answered, over as many lives of the server as that takes. */
  async ask<T>(query: string, variables: object = {}): Promise<T> {
    for (;;) {
      try {
        const response = await fetch(this.#url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query, variables }),
        });
        const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
        if (errors) throw new AskError(JSON.stringify(errors));
        return data;
      } catch (error) {
        if (error instanceof AskError) throw error;
        await this.#restart();
      }
    }
  }

  async #restart(): Promise<void> {
    while (this.#child?.exitCode === null && this.#child.signalCode === null) await pause(5);
    await Promise.resolve(this.#client?.dispose()).catch(() => undefined);
    await this.start().catch(() => undefined);
  }

  async stop(): Promise<void> {
    await Promise.resolve(this.#client?.dispose()).catch(() => undefined);
    this.#child?.removeAllListeners('exit');
    this.#child?.kill('SIGKILL');
  }
}

class AskError extends Error {}

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

/** Two kills at each step, in a seeded order, at the first to the third time the step is reached. */
function stopPlan(): string[] {
  const random = seededRandom(7);
  const stops = LINE_STEPS.flatMap((step) =>
    Array.from({ length: KILLS_PER_STEP }, () => ({
      at: `${step}:${1 + Math.floor(random() * 3)}`,
      order: random(),
    })),
  );
  return stops.sort((a, b) => a.order - b.order).map(({ at }) => at);
}

const shape = ({ type, anomaly }: Announced) => [
  type,
  anomaly.revision,
  anomaly.start,
  anomaly.end,
  anomaly.score,
];
const bySensor = (events: Announced[]) => Object.groupBy(events, ({ anomaly }) => anomaly.sensor.id);

describe('a server that is killed at every step of the live line', () => {
  const folders: string[] = [];
  let calm: Server;
  let killed: Server;
  let acknowledged = 0;

  async function prepare(stops: string[]): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'telltale-kill-'));
    folders.push(folder);
    const db = await openDatabase(`sqlite:${join(folder, 'telltale.db')}`, ENTITIES);
    const tree = new EquipmentTree(db);
    for (const id of await plantWithSensors(db, SENSORS)) {
      await tree.updateSensor(
        id,
        { detection: { openAfterReadings: 2, closeAfterReadings: 20, closeRatio: 0.7 } },
        'test',
      );
    }
    await db.close();
    const server = new Server(folder, stops);
    await server.start();
    return server;
  }

  async function feed(server: Server): Promise<number> {
    const { sensors } = await server.ask<{ sensors: { nodes: { id: string }[] } }>(
      '{ sensors(first: 10) { nodes { id } } }',
    );
    const signals = sensors.nodes.map((_, i) => plateaus(BATCHES * BATCH_READINGS, i + 1));
    let taken = 0;
    for (let batch = 0; batch < BATCHES; batch++) {
      const from = batch * BATCH_READINGS;
      const indices = Array.from({ length: BATCH_READINGS }, (_, i) => from + i);
      const series = sensors.nodes.map(({ id }, i) => ({
        sensorId: id,
        times: indices.map((index) => new Date(START_MS + index * 1_000).toISOString()),
        values: indices.map((index) => signals[i][index]),
      }));
      const { recordReadings } = await server.ask<{
        recordReadings: { series: { accepted: number; duplicates: number }[] };
      }>(RECORD, { input: { series } });
      taken += recordReadings.series.reduce(
        (sum, { accepted, duplicates }) => sum + accepted + duplicates,
        0,
      );
    }
    return taken;
  }

  /** Until everything stored has been judged, and every announcement has had time to arrive. */
  async function settle(server: Server, expected: number): Promise<void> {
    for (let tries = 0; tries < 200 && server.announced.length < expected; tries++) {
      await server.ask('{ __typename }');
      await pause(25);
    }
    await pause(500);
  }

  beforeAll(async () => {
    calm = await prepare([]);
    await feed(calm);
    await settle(calm, 1);
    killed = await prepare(stopPlan());
    acknowledged = await feed(killed);
    await settle(killed, calm.announced.length);
  }, 240_000);

  afterAll(async () => {
    await calm.stop();
    await killed.stop();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  it('was killed twice at each step, and announced anomalies to compare', () => {
    expect(killed.kills).toBe(LINE_STEPS.length * KILLS_PER_STEP);
    expect(calm.announced.length).toBeGreaterThan(SENSORS * 2);
  });

  it('has lost no acknowledged reading', async () => {
    expect(acknowledged).toBe(SENSORS * BATCHES * BATCH_READINGS);
    const db = await openDatabase(`sqlite:${join(folders[1], 'telltale.db')}`, ENTITIES);
    const store = await openReadings(db);
    for (const sensorId of [1, 2, 3]) {
      expect((await store.range(sensorId, 0, Number.MAX_SAFE_INTEGER)).times).toHaveLength(
        BATCHES * BATCH_READINGS,
      );
    }
    store.close();
    await db.close();
  });

  it('has announced every change once and in order, the same as a server that was never killed', () => {
    expect(killed.gaps).toEqual([]);
    expect(new Set(killed.announced.map(({ cursor }) => cursor)).size).toBe(killed.announced.length);
    const expected = bySensor(calm.announced);
    const got = bySensor(killed.announced);
    expect(Object.keys(got).sort()).toEqual(Object.keys(expected).sort());
    for (const [sensor, events] of Object.entries(expected))
      expect(got[sensor]?.map(shape)).toEqual(events?.map(shape));
  });

  it('lists exactly the anomalies that it announced, each with all of its revisions', async () => {
    const { anomalies } = await killed.ask<{
      anomalies: { nodes: { id: string; revision: number; revisions: object[] }[] };
    }>(ANOMALIES);
    const last = new Map(killed.announced.map(({ anomaly }) => [anomaly.anomaly.id, anomaly.revision]));
    expect(new Map(anomalies.nodes.map(({ id, revision }) => [id, revision]))).toEqual(last);
    for (const { revision, revisions } of anomalies.nodes) expect(revisions).toHaveLength(revision);
  });
});
