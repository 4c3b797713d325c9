import type { Database } from '../../src/db/database.ts';
import { Equipment } from '../../src/equipment/equipment.ts';
import { Sensor } from '../../src/equipment/sensor.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { RandomStream } from '../../src/ml/numbers/random-stream.ts';
import type { ReadingsStore } from '../../src/readings/store.ts';
import type { Registry } from '../../src/registry/registry.ts';

export interface FleetSize {
  readonly sensors: number;
  readonly versions: number;
  /** Readings of each sensor. */
  readonly readings: number;
  readonly horizon: number;
}

export interface FleetRooms {
  readonly db: Database;
  readonly readings: ReadingsStore;
  readonly registry: Registry;
}

const PERIOD_MS = 3_600_000;
const DAY = 24;
const START_MS = Date.UTC(2026, 0, 1);
const TRAIN_SAMPLES = 1_000;
const AT_A_TIME = 500;
const FAMILY = 'ridge';

/** A daily wave with noise; `seed` moves its phase and its height. */
function daily(seed: number, length: number): Float64Array<ArrayBuffer> {
  const random = new RandomStream(seed);
  const [height, phase] = [1 + random.uniform(), DAY * random.uniform()];
  return Float64Array.from(
    { length },
    (_, t) => 20 + height * Math.sin((2 * Math.PI * (t + phase)) / DAY) + 0.2 * random.normal(),
  );
}

export async function seedSensors(
  db: Database,
  { sensors }: Pick<FleetSize, 'sensors'>,
  progress: (done: number) => void,
): Promise<number[]> {
  const unit = await db.transaction(async (em) => {
    const place = { kind: 'UNIT' as const, path: '', criticality: 'MEDIUM' as const, createdAtMs: 0 };
    const made = em.create(Equipment, { tag: 'FLEET', name: 'A fleet', ...place });
    await em.flush();
    made.path = `/${made.id}/`;
    return made;
  });
  for (let first = 0; first < sensors; first += AT_A_TIME) {
    const rows = Array.from({ length: Math.min(AT_A_TIME, sensors - first) }, (_, i) => {
      const tag = `FLEET-${String(first + i).padStart(6, '0')}`;
      const shared = { quantity: 'temperature', unit: 'Cel', samplingPeriodMs: PERIOD_MS, createdAtMs: 0 };
      return { tag, name: tag, equipmentId: unit.id, kind: 'CONTINUOUS' as const, ...shared };
    });
    await db.transaction((em) => em.insertMany(Sensor, rows));
    progress(first + rows.length);
  }
  const entered: { id: number }[] = await db.em().execute('select id from sensor order by id');
  return entered.map(({ id }) => id);
}

export async function seedReadings(
  { db, readings }: Pick<FleetRooms, 'db' | 'readings'>,
  sensorIds: readonly number[],
  { readings: count }: Pick<FleetSize, 'readings'>,
  progress: (done: number) => void,
): Promise<void> {
  const times = Float64Array.from({ length: count }, (_, t) => START_MS + t * PERIOD_MS);
  const qualities = new Uint8Array(count);
  for (let first = 0; first < sensorIds.length; first += AT_A_TIME) {
    const batch = sensorIds.slice(first, first + AT_A_TIME).map((sensorId) => {
      return { sensorId, times, values: daily(sensorId, count), qualities };
    });
    await db.transaction((em) => readings.append(em, batch, { receivedMs: 0, historical: true }));
    progress(first + batch.length);
  }
}

/** One version for each group of sensors, fitted on a signal of its own, and live for the whole group. */
export async function seedVersions(
  { db, registry }: FleetRooms,
  sensorIds: readonly number[],
  { versions, horizon }: FleetSize,
  progress: (done: number) => void,
): Promise<void> {
  const family = FORECASTER_FAMILIES[FAMILY];
  const config = family.parseConfig({ horizon, season: DAY });
  const size = Math.ceil(sensorIds.length / versions);
  for (let group = 0; group * size < sensorIds.length; group++) {
    const series = { values: daily(1e6 + group, TRAIN_SAMPLES), inputs: [] };
    const artifact = await registry.store((await family.fit(series, config, { seed: group })).save());
    const members = sensorIds.slice(group * size, (group + 1) * size);
    const version = await db.transaction((em) =>
      registry.createVersion(em, {
        task: 'FORECASTING',
        scope: { kind: 'GROUP', name: `group-${group}`, sensorIds: members },
        family: FAMILY,
        config: config as object,
        seed: group,
        metrics: { mae: 1 },
        baselineMetrics: { mae: 1 },
        datasetVersionId: 0,
        trainingJobId: group + 1,
        artifact,
      }),
    );
    await registry.promote({ modelVersionId: version.id, reason: 'bench', by: 'bench' });
    progress(group + 1);
  }
}
