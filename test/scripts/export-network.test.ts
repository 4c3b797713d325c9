import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, onTestFinished, test } from 'vitest';
import { LstmNetwork } from '../../src/ml/lstm/lstm-network.ts';
import { decodePrediction } from '../../src/ml/prediction/prediction-codec.ts';
import { telemanom } from '../../src/ml/prediction/telemanom.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';
import { healthy } from '../ml/signals.ts';
import { univariate } from '../ml/univariate.ts';
import { runScript } from './run-script.ts';

test('a trained network becomes files that stock TensorFlow.js loads, and expects the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-export-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const small = { lookback: 20, predictions: 3, layers: [8, 12], batch: 32, epochs: 2 };
  const train = univariate(healthy(1, 480));
  const fitted = await telemanom.fit(train, telemanom.parseConfig(small), { seed: 1, tensors: openTensors });
  const artifact = fitted.save();
  const { sha256 } = await new FolderArtifacts(folder).put(artifact);
  const out = join(folder, 'out');
  const { code, stderr } = await runScript('export-network.ts', [sha256, out], { ARTIFACTS_DIR: folder });
  expect(code, stderr).toBe(0);

  const { model: network, scales } = decodePrediction(telemanom.name, artifact, LstmNetwork.decode);
  const values = scales[0].applyAll(healthy(2, 40));
  const state = new Float32Array(network.stateSize);
  const expected = Array.from(values, (value) => network.advance(state, [value])).at(-1);
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(out, 'model.json'), 'utf8'));
  expect(JSON.stringify(modelTopology)).toContain('"class_name":"LSTM"');
  const weightData = new Uint8Array(await readFile(join(out, 'weights.bin'))).buffer;
  const [{ weights: weightSpecs }] = weightsManifest;
  const stock = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  const ahead = (
    stock.predict(tf.tensor3d(Float32Array.from(values), [1, values.length, 1])) as tf.Tensor
  ).dataSync();
  expect(ahead).toHaveLength(3);
  expect(ahead[0]).toBeCloseTo(Number(expected), 4);
  expect(JSON.parse(await readFile(join(out, 'scaling.json'), 'utf8'))).toEqual([{ ...scales[0] }]);
});

test('an artifact that is not there is refused with what to do', async () => {
  const { code, stderr } = await runScript('export-network.ts', [
    '0'.repeat(64),
    join(tmpdir(), 'telltale-nowhere'),
  ]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/artifact/i);
});
