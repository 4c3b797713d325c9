import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { announce, enterPlant, PERIOD_MS, recordWave, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

const ANOMALIES = `query($id: ID!) { node(id: $id) { ... on Sensor { anomalies(first: 20) { nodes { id revisions { revision } } } } } }`;
const RERUN = `query($input: RerunDetectionInput!) { rerunDetection(input: $input) { __typename ... on DetectionRerun {
  equal storedSha256 recomputedSha256 differences { field } modelVersion { id } readings } ... on Error { code } } }`;

interface Listed {
  readonly id: string;
  readonly revisions: readonly { readonly revision: number }[];
}

it('a decision is run again the same after retraining, promotion and a restart of the server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-rerun-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const url = `sqlite:${join(folder, 'telltale.db')}`;
  const env = { ARTIFACTS_DIR: join(folder, 'artifacts') };
  const first = await openGraph(env, url);
  const plant = await enterPlant(first.services, 'R', 2);
  const [id, other] = plant.sensorIds;
  const sensorId = encodeId('Sensor', id);
  await recordWave(first.services, id, 600);
  const train = (graph: TestGraph, fixed: number) =>
    trainedVersion(graph, { sensorId, model: { robust: { threshold: { fixed } } }, promote: true });
  const version = await train(first, 7);
  const times = Array.from({ length: 300 }, (_, i) => START_MS + (600 + i) * PERIOD_MS);
  const values = times.map((_, i) => Math.sin((600 + i) / 10) + (i % 120 < 4 ? 20 : 0));
  await first.services.line.record({ series: [{ sensorId: id, times, values }], historical: false });
  await first.services.scorer.idle();
  await train(first, 50);
  await announce(first.services, plant, other, 'OPENED');
  await first.close();

  const second = await openGraph(env, url);
  onTestFinished(() => second.close());
  const anomaliesOf = async (sensor: number): Promise<Listed[]> =>
    (await second.run(ANOMALIES, { id: encodeId('Sensor', sensor) })).data.node.anomalies.nodes;
  const rerun = async (anomalyId: string, revision: number) =>
    (await second.run(RERUN, { input: { anomalyId, revision } })).data.rerunDetection;
  const anomalies = await anomaliesOf(id);
  expect(anomalies.length).toBeGreaterThan(1);
  for (const { id: anomalyId, revisions } of anomalies) {
    for (const { revision } of revisions) {
      const again = await rerun(anomalyId, revision);
      expect(again).toMatchObject({ equal: true, differences: [], modelVersion: { id: version } });
      expect(again.recomputedSha256).toBe(again.storedSha256);
    }
  }
  const [unrecorded] = await anomaliesOf(other);
  expect(await rerun(unrecorded.id, 1)).toMatchObject({ code: 'NOT_RECORDED' });
  expect(await rerun(unrecorded.id, 9)).toMatchObject({ code: 'NOT_FOUND' });
}, 60_000);
