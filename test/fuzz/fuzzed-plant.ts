import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UNLIMITED } from '../../bench/unlimited.ts';
import { encodeId } from '../../schema/global-id.ts';
import { ROLES } from '../../src/access.ts';
import { parseConfig } from '../../src/config.ts';
import { type Application, startApplication } from '../../src/server/application.ts';
import { createLog } from '../../src/server/watch/log.ts';
import { announce, enterPlant, recordWave } from '../schema/fixture.ts';
import { tokenOf } from '../schema/graph.ts';
import { isoAt } from './real-values.ts';

const SENSORS = 4;
const READINGS = 400;
const TOKENS = ROLES.map((role) => `${role}:${role.toLowerCase()}:${tokenOf(role)}`).join(',');

export interface FuzzedPlant extends Application {
  /** Lines of the log, from errors up. */
  readonly log: string[];
}

type Ask = (query: string, variables?: object) => Promise<Record<string, Record<string, string>>>;

const askOf =
  ({ url }: Application): Ask =>
  async (query, variables) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${tokenOf('ADMIN')}` };
    const body = JSON.stringify({ query, variables });
    const { data, errors } = await (await fetch(url, { method: 'POST', headers, body })).json();
    const refused = errors?.[0] ?? Object.values(data ?? {}).find((one) => (one as { code?: string })?.code);
    if (refused) throw new Error(refused.message);
    return data;
  };

const FAILED = '... on Error { code message }';

async function train(ask: Ask, model: object, promote: boolean): Promise<void> {
  const input = { sensorId: encodeId('Sensor', 1), model, promote };
  const train = `mutation($input: TrainModelInput!) { trainModel(input: $input) { ... on TrainingJob { id } ${FAILED} } }`;
  const { id } = (await ask(train, { input })).trainModel;
  for (;;) {
    const { node } = await ask('query($id: ID!) { node(id: $id) { ... on TrainingJob { status } } }', { id });
    if (node.status === 'SUCCEEDED') return;
    if (node.status === 'FAILED') throw new Error('a training of the plant failed');
    await sleep(20);
  }
}

/** A few of everything that has an id: equipment, sensors, readings, versions, anomalies, jobs, a run, a forecast, a shadow. */
async function fill(plant: Application): Promise<void> {
  const { services } = plant;
  const entered = await enterPlant(services, 'F', SENSORS);
  for (const id of entered.sensorIds.slice(0, 2)) await recordWave(services, id, READINGS);
  const ask = askOf(plant);
  await train(ask, { robust: { threshold: { fixed: 5 } } }, true);
  await train(ask, { robust: { threshold: { fixed: 6 } } }, false);
  await train(ask, { seasonalNaive: { horizon: 12, season: 12 } }, true);
  for (const id of entered.sensorIds) await announce(services, entered, id, 'OPENED');
  const sensorId = encodeId('Sensor', 1);
  const forecast = `mutation($input: IssueForecastInput!) { issueForecast(input: $input) { ${FAILED} } }`;
  await ask(forecast, { input: { sensorId, horizon: 6 } });
  const shadow = `mutation($input: StartShadowRunInput!) { startShadowRun(input: $input) { ${FAILED} } }`;
  await ask(shadow, { input: { sensorId, modelVersionId: encodeId('ModelVersion', 2) } });
  const detect = `mutation($input: DetectAnomaliesInput!) { detectAnomalies(input: $input) { ${FAILED} } }`;
  await ask(detect, { input: { sensorId, from: isoAt(100), to: isoAt(300) } });
  while (!(await ask('{ detectionRuns(first: 1) { nodes { id } } }')).detectionRuns.nodes.length)
    await sleep(20);
}

/**
 * The whole product with a small plant, on an SQLite file that is gone when it is closed.
 * @param workers threads that work on what is put into the queue while it is fuzzed
 * @param postgres the address of an empty database of PostgreSQL in place of the file
 */
export async function openFuzzedPlant(workers: number, postgres?: string): Promise<FuzzedPlant> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-fuzz-'));
  const log: string[] = [];
  const start = (trainingWorkers: number) =>
    startApplication(
      parseConfig({
        PORT: '0',
        DATABASE_URL: postgres ?? `sqlite:${join(folder, 'telltale.db')}`,
        ARTIFACTS_DIR: join(folder, 'artifacts'),
        AUTH_TOKENS: TOKENS,
        HEARTBEAT_MS: '1000',
        ...UNLIMITED,
        TRAINING_WORKERS: String(trainingWorkers),
      }),
      { log: createLog('error', { write: (line) => log.push(line) }) },
    );
  const filled = await start(1);
  await fill(filled);
  await filled.close();
  const application = await start(workers);
  const native = await application.services.db.native();
  // What is acknowledged need not outlive a power cut here.
  if (native.dialect === 'sqlite') native.connection.pragma('synchronous = OFF');
  const close = async () => {
    await application.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...application, close, log };
}
