import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Anomaly } from '../../src/detection/anomaly.ts';
import type { FittedDetector } from '../../src/ml/detector.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import type { ModelVersion } from '../../src/registry/model-version.ts';
import { Registry } from '../../src/registry/registry.ts';
import { onEachDatabase } from '../database.ts';
import { univariate } from '../ml/univariate.ts';
import { plantWithSensors } from '../plant.ts';
import { candidate } from '../registry/candidate.ts';
import { openLine, secondsOf } from './open-line.ts';

const { robust } = DETECTOR_FAMILIES;
const normal = (length: number, from = 0) =>
  Array.from({ length }, (_, i) => Math.sin((from + i) / 8) + 0.1 * Math.sin((from + i) * 7.7));

onEachDatabase('the last good version', (kind) => {
  let db: Database;
  let folder: string;
  let artifacts: FolderArtifacts;
  let registry: Registry;
  let sensors: number[];

  beforeAll(async () => {
    db = await kind.open();
    folder = await mkdtemp(join(tmpdir(), 'telltale-last-good-'));
    artifacts = new FolderArtifacts(folder);
    registry = new Registry(db, artifacts, { wake: () => {} });
    sensors = await plantWithSensors(db, 8);
  });
  afterAll(async () => {
    await db.close();
    await rm(folder, { recursive: true });
  });

  const fileOf = ({ artifactSha256: sha }: ModelVersion) =>
    join(folder, 'sha256', sha.slice(0, 2), sha.slice(2));
  const fitted = (limit: number): Promise<FittedDetector> | FittedDetector =>
    robust.fit(
      univariate(Float64Array.from(normal(900))),
      robust.parseConfig({ threshold: { kind: 'FIXED', limit } }),
      {
        seed: 1,
      },
    );
  const promoted = async (sensorId: number, limit: number) => {
    const artifact = await artifacts.put((await fitted(limit)).save());
    const version = await db.transaction((em) =>
      registry.createVersion(em, candidate([sensorId], { artifact })),
    );
    await registry.promote({ modelVersionId: version.id, reason: '', by: 'ada' });
    return version;
  };
  const open = () => openLine(db, (version) => artifacts.get(version.artifactSha256));
  const anomalyOf = (sensorId: number) => db.em().findOneOrFail(Anomaly, { sensorId });

  it.each([
    ['truncated', (file: string) => truncate(file, 20)],
    ['bit-flipped', async (file: string) => writeFile(file, flipped(await (await fitted(12)).save()))],
    ['missing', (file: string) => rm(file)],
  ])('decides in plain sight when the artifact of the champion is %s', async (_, damage) => {
    const sensor = sensors.shift() as number;
    const earlier = await promoted(sensor, 9);
    const champion = await promoted(sensor, 12);
    await damage(fileOf(champion));
    const { line, scorer, unusable, stop } = await open();
    await line.record({ series: [secondsOf(sensor, [...normal(300), 90, 91, 92])], historical: false });
    await scorer.idle();
    expect(unusable).toEqual([expect.stringContaining(champion.artifactSha256)]);
    expect(await anomalyOf(sensor)).toMatchObject({
      detectionMode: 'LAST_GOOD',
      modelVersionId: earlier.id,
      threshold: 9,
    });
    await stop();
    const restarted = await open();
    await restarted.line.record({ series: [secondsOf(sensor, normal(120, 303), 303)], historical: false });
    await restarted.scorer.idle();
    expect(await anomalyOf(sensor)).toMatchObject({ status: 'CLOSED', modelVersionId: earlier.id });
    await artifacts.put((await fitted(12)).save());
  });

  it('goes further back while those before it cannot be used, and the fallback decides at the end', async () => {
    const [two, none] = [sensors.shift() as number, sensors.shift() as number];
    const oldest = await promoted(two, 7);
    const damaged = [await promoted(two, 8), await promoted(two, 10), await promoted(none, 11)];
    for (const version of damaged) await truncate(fileOf(version), 0);
    const { line, scorer, unusable } = await open();
    const readings = [...normal(300), 90, 91, 92];
    await line.record({ series: [secondsOf(two, readings), secondsOf(none, readings)], historical: false });
    await scorer.idle();
    expect(unusable).toHaveLength(3);
    expect(await anomalyOf(two)).toMatchObject({ detectionMode: 'LAST_GOOD', modelVersionId: oldest.id });
    expect(await anomalyOf(none)).toMatchObject({ detectionMode: 'FALLBACK', modelVersionId: null });
  });

  it('is none that was rolled back', async () => {
    const sensor = sensors.shift() as number;
    const first = await promoted(sensor, 13);
    await promoted(sensor, 14);
    await registry.rollback({ sensorId: sensor, task: 'DETECTION', reason: '', by: 'ada' });
    await rm(fileOf(first));
    const { line, scorer } = await open();
    await line.record({ series: [secondsOf(sensor, [...normal(300), 90, 91, 92])], historical: false });
    await scorer.idle();
    expect(await anomalyOf(sensor)).toMatchObject({ detectionMode: 'FALLBACK' });
  });
});

function flipped(bytes: Uint8Array): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  damaged[damaged.length >> 1] ^= 1;
  return damaged;
}
