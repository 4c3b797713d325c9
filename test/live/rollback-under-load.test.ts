import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Anomaly, AnomalyRevision } from '../../src/detection/anomaly.ts';
import type { LiveDetection } from '../../src/live/telemetry.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { Registry } from '../../src/registry/registry.ts';
import { onEachDatabase, type TestDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { plantWithSensors } from '../plant.ts';
import { candidate } from '../registry/candidate.ts';
import { openLine, secondsOf } from './open-line.ts';

const LIMITS = [5, 9];
const BATCH = 20;
const BATCHES = 36;

/** Above either threshold for 30 of every 180 readings. */
const value = (i: number) => Math.sin(i / 8) + 0.1 * Math.sin(i * 7.7) + (i % 180 >= 150 ? 50 + (i % 30) : 0);

onEachDatabase('promotion and rollback under live load', (kind) => {
  it('let every detection be made by one version alone, and every anomaly be that of its peak', async () => {
    const { db, sensor, registry, thresholds, steady, better, open } = await twoVersions(kind);
    const { line, scorer, telemetry } = await open();
    const promote = (id: number) => registry.promote({ modelVersionId: id, reason: '', by: 'ada' });
    await promote(steady);
    const seen: LiveDetection[] = [];
    Object.defineProperty(telemetry, 'wantsDetections', { value: true });
    telemetry.publishDetection = (detection) => seen.push(detection);
    const feed = async () => {
      for (let batch = 0; batch < BATCHES; batch++) {
        const values = Array.from({ length: BATCH }, (_, i) => value(batch * BATCH + i));
        await line.record({ series: [secondsOf(sensor, values, batch * BATCH)], historical: false });
      }
      await scorer.idle();
    };
    const change = async () => {
      for (let round = 0; round < 8; round++) {
        await promote(better);
        await new Promise((resolve) => setTimeout(resolve, 10));
        await registry.rollback({ sensorId: sensor, task: 'DETECTION', reason: '', by: 'ada' });
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await Promise.all([feed(), change()]);
    const deciders = new Set(seen.map(({ modelVersionId }) => modelVersionId));
    expect(seen).toHaveLength(BATCH * BATCHES);
    expect(deciders).toEqual(new Set([steady, better]));
    for (const { modelVersionId, threshold } of seen) expect(threshold).toBe(thresholds.get(modelVersionId));
    const em = db.em();
    const anomalies = await em.find(Anomaly, { sensorId: sensor });
    const revisions = await em.find(AnomalyRevision, { anomalyId: { $gt: 0 } });
    expect(anomalies.length).toBeGreaterThanOrEqual(3);
    for (const told of [...anomalies, ...revisions.map(({ snapshot }) => JSON.parse(snapshot))]) {
      expect(told.threshold).toBe(thresholds.get(told.modelVersionId));
    }
  });

  it('let an anomaly that another version ends keep the version of its peak', async () => {
    const { db, sensor, registry, steady, better, open } = await twoVersions(kind);
    const { line, scorer } = await open();
    const record = async (values: number[], from: number) => {
      await line.record({ series: [secondsOf(sensor, values, from)], historical: false });
      await scorer.idle();
    };
    const promote = (id: number) => registry.promote({ modelVersionId: id, reason: '', by: 'ada' });
    const calm = Array.from({ length: 150 }, (_, i) => value(i));
    await promote(steady);
    await record([...calm, 90, 91, 95], 0);
    await promote(better);
    await record([60, 61, ...calm], 153);
    const [anomaly] = await db.em().find(Anomaly, { sensorId: sensor });
    expect(anomaly).toMatchObject({
      status: 'CLOSED',
      modelVersionId: steady,
      threshold: LIMITS[0],
      actual: 95,
    });
    await record([90, 91, ...calm], 305);
    const [, next] = await db.em().find(Anomaly, { sensorId: sensor }, { orderBy: { id: 'asc' } });
    expect(next).toMatchObject({ modelVersionId: better, threshold: LIMITS[1] });
  });
});

/** A sensor with two versions that differ in their threshold alone. */
async function twoVersions(kind: TestDatabase) {
  const db = await kind.open();
  const folder = await mkdtemp(join(tmpdir(), 'telltale-rollback-'));
  onTestFinished(async () => {
    await db.close();
    await rm(folder, { recursive: true });
  });
  const artifacts = new FolderArtifacts(folder);
  const registry = new Registry(db, artifacts, { wake: () => {} });
  const [sensor] = await plantWithSensors(db, 1);
  const { robust } = DETECTOR_FAMILIES;
  const past = univariate(
    Float64Array.from({ length: 600 }, (_, i) => Math.sin(i / 8) + 0.1 * Math.sin(i * 7.7)),
  );
  const thresholds = new Map<number | null, number>();
  for (const limit of LIMITS) {
    const config = robust.parseConfig({ threshold: { kind: 'FIXED', limit } });
    const artifact = await artifacts.put((await robust.fit(past, config, { seed: 1 })).save());
    const version = await db.transaction((em) =>
      registry.createVersion(em, candidate([sensor], { artifact })),
    );
    thresholds.set(version.id, limit);
  }
  const [steady, better] = [...thresholds.keys()] as number[];
  const open = () => openLine(db, ({ artifactSha256 }) => artifacts.get(artifactSha256));
  return { db, sensor, registry, thresholds, steady, better, open };
}
