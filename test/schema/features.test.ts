import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { encodeId } from '../../schema/global-id.ts';
import { enterPlant, PERIOD_MS, START_MS } from './fixture.ts';
import { openGraph, type TestGraph } from './graph.ts';
import { trainedVersion } from './trained-version.ts';

const FEATURES = `features { lags differences rolling { window statistics } exponential { span statistics }
  spectral { window bands } calendar columns code }`;
const VERSION = `query($id: ID!) { node(id: $id) { ... on ModelVersion { datasetVersion { sha256 ${FEATURES} } } } }`;
const LINEAGE = `query($id: ID!) { verifyLineage(modelVersionId: $id) { ... on Lineage { changes { kind } } } }`;
const ANOMALIES = `query($id: ID!) { node(id: $id) { ... on Sensor { anomalies(first: 9) { nodes { id start end score detectionMode
  revisions { revision } explanation { ... on AnomalyExplanation { peakScore features { feature fall } } } } } } } }`;
const RERUN = `query($input: RerunDetectionInput!) { rerunDetection(input: $input) { ... on DetectionRerun { equal }
  ... on Error { code } } }`;
const SCORE = `query($input: ScoreSeriesInput!) { scoreSeries(input: $input) { ... on ScoredSeries { scores }
  ... on Error { code message } } }`;
const TRAIN = `mutation($input: TrainModelInput!) { trainModel(input: $input) { ... on Error { code message remedy } } }`;

const ASKED = {
  lags: [60],
  rolling: [{ window: 30, statistics: ['DEVIATION', 'SLOPE'] }],
  exponential: [{ span: 15, statistics: ['MEAN'] }],
  spectral: [{ window: 32, bands: 2 }],
  calendar: ['HOUR_OF_DAY'],
};
const TRAINED = 2_400;
/** Its rhythm is the hour of the day, and for a while it trembles. */
const valueAt = (t: number) =>
  3 * Math.sin((2 * Math.PI * t) / 1440) +
  0.2 * Math.sin(t * 7.7) +
  (t > 2_600 && t < 2_640 ? 4 * Math.sin(t * 2.1) : 0);

const record = async ({ services }: TestGraph, sensorId: number, from: number, to: number) => {
  const times = Array.from({ length: to - from }, (_, i) => START_MS + (from + i) * PERIOD_MS);
  const values = times.map((_, i) => valueAt(from + i));
  await services.line.record({ series: [{ sensorId, times, values }], historical: to <= TRAINED });
  await services.scorer.idle();
};

it('features are pinned, learnt, and computed again live, in batch, after a restart and in a rerun', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-features-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const open = () =>
    openGraph({ ARTIFACTS_DIR: join(folder, 'artifacts') }, `sqlite:${join(folder, 'telltale.db')}`);
  const first = await open();
  const [id] = (await enterPlant(first.services, 'F', 1)).sensorIds;
  const sensorId = encodeId('Sensor', id);
  await record(first, id, 0, TRAINED);
  const plain = await trainedVersion(first, { sensorId, model: { autoregression: { order: 20 } } });
  const asked = { sensorId, model: { autoregression: { order: 20 } }, features: ASKED, promote: true };
  const version = await trainedVersion(first, asked);
  const datasetOf = async (versionId: string) =>
    (await first.run(VERSION, { id: versionId })).data.node.datasetVersion;
  const [without, dataset] = [await datasetOf(plain), await datasetOf(version)];
  expect(without.features).toBeNull();
  expect(dataset.features).toMatchObject({ ...ASKED, differences: [], code: 1 });
  expect(dataset.features.columns).toHaveLength(10);
  expect(dataset.sha256).not.toBe(without.sha256);
  expect((await first.run(LINEAGE, { id: version })).data.verifyLineage.changes).toEqual([]);
  await record(first, id, TRAINED, 2_620);
  await first.close();

  const second = await open();
  onTestFinished(() => second.close());
  await record(second, id, 2_620, 2_800);
  const { nodes } = (await second.run(ANOMALIES, { id: sensorId })).data.node.anomalies;
  expect(nodes).toHaveLength(1);
  const [{ id: anomalyId, start, end, score, detectionMode, revisions, explanation }] = nodes;
  const sampleOf = (iso: string) => (Date.parse(iso) - START_MS) / PERIOD_MS;
  expect(detectionMode).toBe('MODEL');
  expect(sampleOf(start)).toBeGreaterThan(2_600);
  expect(sampleOf(start)).toBeLessThan(2_620);
  expect(sampleOf(end)).toBeGreaterThan(2_620);
  expect(explanation.peakScore).toBeGreaterThan(score / 2);
  expect(explanation.features).toHaveLength(10);
  const falls = explanation.features.map(({ fall }: { fall: number }) => fall);
  expect(falls).toEqual(falls.toSorted((a: number, b: number) => b - a));
  expect(falls.some((fall: number) => fall !== 0)).toBe(true);
  for (const { revision } of revisions) {
    const input = { anomalyId, revision };
    expect((await second.run(RERUN, { input })).data.rerunDetection).toEqual({ equal: true });
  }
  const range = {
    from: new Date(START_MS).toISOString(),
    to: new Date(START_MS + 2_799 * PERIOD_MS).toISOString(),
  };
  const scored = async (modelVersionId: string) =>
    (await second.run(SCORE, { input: { sensorId, modelVersionId, ...range } })).data.scoreSeries
      .scores as number[];
  const [withFeatures, withNone] = [await scored(version), await scored(plain)];
  expect(withFeatures).not.toEqual(withNone);
  expect(Math.max(...withFeatures.slice(2_600, 2_660))).toBeGreaterThan(1);

  const refused = async (input: object) =>
    (await second.run(TRAIN, { input: { sensorId, ...input } }, 'ENGINEER')).data.trainModel;
  expect(await refused({ model: { robust: {} }, features: ASKED })).toEqual({
    code: 'FEATURES_NOT_TAKEN',
    message: 'Models of the family robust take no features',
    remedy: expect.stringContaining('autoregression'),
  });
  expect(await refused({ model: { ridge: {} }, features: ASKED })).toMatchObject({
    code: 'FEATURES_NOT_TAKEN',
  });
  expect(await refused({ model: { autoregression: {} }, features: { lags: [0] } })).toMatchObject({
    code: 'INVALID_INPUT',
    message: 'features.lags.0 is 0',
  });
}, 60_000);
