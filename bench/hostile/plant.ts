import { join } from 'node:path';
import { encodeId } from '../../schema/global-id.ts';
import { openDatabase } from '../../src/db/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { openReadings } from '../../src/readings/open-store.ts';
import { seedReadings, seedSensors } from '../fleet-forecast/fleet.ts';
import { MeasuredProcess } from '../live/measured-process.ts';
import { GoodClients } from './good-clients.ts';

const SENSORS = 500;
const READINGS = 200;

const tokenOf = (name: string): string => `${name}-of-the-bench-with-32-characters`;

/** A server with its defaults, who uses it well, and what an attacker gets to know. */
export interface HostilePlant {
  readonly url: string;
  readonly sensorId: string;
  readonly tokens: { readonly attacker: string };
  readonly clients: GoodClients;
  /** CPU of the server so far, in seconds. */
  cpuSeconds(): Promise<number>;
  close(): Promise<void>;
}

/** Seeds 500 sensors in a file of SQLite and starts the product on it. */
export async function openPlant(folder: string): Promise<HostilePlant> {
  const databaseUrl = `sqlite:${join(folder, 'telltale.db')}`;
  const db = await openDatabase(databaseUrl, ENTITIES);
  const readings = await openReadings(db);
  const ids = await seedSensors(db, { sensors: SENSORS }, () => {});
  await seedReadings({ db, readings }, ids, { readings: READINGS }, () => {});
  readings.close();
  await db.close();
  const roles = { wall: 'viewer', gateway: 'operator', attacker: 'operator' };
  const server = await MeasuredProcess.start('live/server.ts', {
    PORT: '0',
    DATABASE_URL: databaseUrl,
    ARTIFACTS_DIR: join(folder, 'artifacts'),
    AUTH_TOKENS: Object.entries(roles)
      .map(([name, role]) => `${role}:${name}:${tokenOf(name)}`)
      .join(','),
  });
  const tokens = { wall: tokenOf('wall'), gateway: tokenOf('gateway') };
  const clients = new GoodClients(server.url, tokens, encodeId('Sensor', ids[0]));
  await clients.follow();
  return {
    url: server.url,
    // Not the one that is followed.
    sensorId: encodeId('Sensor', ids[1]),
    tokens: { attacker: tokenOf('attacker') },
    clients,
    cpuSeconds: async () => (await server.gauge()).cpuMicroseconds / 1e6,
    async close() {
      clients.close();
      await server.stop();
    },
  };
}
