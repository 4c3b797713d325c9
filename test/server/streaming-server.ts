import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import { expect, onTestFinished } from 'vitest';
import { ROLES } from '../../src/access.ts';
import { parseConfig } from '../../src/config.ts';
import { contextFor } from '../../src/context.ts';
import { appendEvents, type NewEvent } from '../../src/events/event.ts';
import { createServer } from '../../src/server/server.ts';
import { openServices, type RunningServices } from '../../src/server/services/services.ts';
import { createLog } from '../../src/server/watch/log.ts';
import { openCopied } from '../copied-schema.ts';
import { enterPlant, type Plant, START_MS } from '../schema/fixture.ts';
import { productSchema } from '../schema/product-schema.ts';

export interface StreamingServer {
  readonly url: string;
  readonly services: RunningServices;
  readonly plant: Plant;
  /** Contexts made so far: one for each source that was opened and each event that was executed. */
  contexts(): number;
  /** Announces this many anomalies on a sensor in one transaction, with the scores 1, 2, … over the life of the server. */
  announce(count: number, sensor?: number): Promise<void>;
  /** Says goodbye to all clients and ends. */
  stop(): Promise<void>;
  /** Says goodbye to all clients. */
  close(): Promise<void>;
}

/** A role stands for its configured token, anything else for itself. */
export const tokenOf = (who: string) =>
  ROLES.some((role) => role === who) ? `${who.toLowerCase()}-token-of-32-characters-or-more` : who;

const TOKENS = ROLES.map((role) => `${role}:${role.toLowerCase()}:${tokenOf(role)}`).join(',');
/** Long enough that no heartbeat comes by itself. */
const QUIET = { HEARTBEAT_MS: '60000', PORT: '0' };

function opened(plant: Plant, score: number, sensor: number): NewEvent {
  const sensorId = plant.sensorIds[sensor];
  const payload = { anomalyId: 1, revision: 1, sensorId, status: 'OPEN', severity: 'LOW', score };
  const subject = { sensorId, equipmentPath: plant.unitPath, severity: 'LOW' } as const;
  return { type: 'ANOMALY_OPENED', ...subject, timeMs: START_MS, payload };
}

/** The product with a token for each role, whose executions are counted; ends with the test. */
export async function startStreams(
  env: Record<string, string> = {},
  prefix = 'P',
  extended = (schema: GraphQLSchema) => schema,
): Promise<StreamingServer> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-streams-'));
  const defaults = { DATABASE_URL: 'sqlite::memory:', ARTIFACTS_DIR: folder, AUTH_TOKENS: TOKENS, ...QUIET };
  const config = parseConfig({ ...defaults, ...env });
  const log = createLog('warn', { write: (line) => process.stderr.write(line) });
  const services = await openServices(config, { log, open: openCopied });
  await services.start();
  const plant = await enterPlant(services, prefix, 2);
  let contexts = 0;
  let score = 0;
  const server = await createServer({
    config,
    log,
    schema: extended(productSchema()),
    createContext(viewer, asked) {
      contexts++;
      return contextFor(services, viewer, asked);
    },
    lookUpCredential: services.lookUpCredential,
    readiness: async () => ({ parts: {} }),
    dataVersion: () => null,
  });
  let stopped: Promise<void> | undefined;
  const end = async () => {
    await server.close(100);
    await services.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const stop = () => {
    stopped ??= end();
    return stopped;
  };
  onTestFinished(stop);
  return {
    url: server.url,
    services,
    plant,
    contexts: () => contexts,
    async announce(count, sensor = 0) {
      const events = Array.from({ length: count }, () => opened(plant, ++score, sensor));
      await services.db.transaction((em) => appendEvents(em, events));
      services.feed.wake();
    },
    stop,
    close: () => server.close(100),
  };
}

export async function until(reached: () => boolean, tries = 1_000): Promise<void> {
  for (let i = 0; i < tries && !reached(); i++) await sleep(10);
  expect(reached()).toBe(true);
}
