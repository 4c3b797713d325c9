import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { loadConfig } from '../src/config/load-config.ts';
import { LstmNetwork } from '../src/ml/lstm/lstm-network.ts';
import { decodePrediction } from '../src/ml/prediction/prediction-codec.ts';
import { telemanom } from '../src/ml/prediction/telemanom.ts';
import { openArtifacts } from '../src/registry/open-artifacts.ts';
import { stockModel } from '../src/tensors/stock-model.ts';
import { runScript, UsageError } from './terminal/failure.ts';

const USAGE = `Usage: npm run export:network -- SHA256 DIR

Writes the network of a Telemanom version as a model of plain TensorFlow.js layers into DIR: model.json and weights.bin, which
tf.loadLayersModel loads, and scaling.json, centre and scale of the value and of each input: a model sees
(x − centre) / scale. SHA256 is ModelVersion.artifactSha256; it is looked for where the server would.

  --help   this text`;

async function exportNetwork(sha256: string, folder: string): Promise<void> {
  const artifact = await openArtifacts(loadConfig(process.env).config).get(sha256);
  const { model: network, scales } = decodePrediction(telemanom.name, artifact, LstmNetwork.decode);
  tf.enableProdMode();
  await tf.setBackend('cpu');
  await mkdir(folder, { recursive: true });
  const files = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    const weights = tf.io.CompositeArrayBuffer.join(weightData);
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    const description = { format: 'layers-model', generatedBy: 'Telltale', modelTopology, weightsManifest };
    await writeFile(join(folder, 'weights.bin'), new Uint8Array(weights));
    await writeFile(join(folder, 'model.json'), JSON.stringify(description));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await stockModel(tf, network).save(files);
  await writeFile(join(folder, 'scaling.json'), `${JSON.stringify(scales, null, 2)}\n`);
}

await runScript(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [sha256, dir] = positionals;
  if (positionals.length !== 2) throw new UsageError('Name the SHA-256 of an artifact and a folder.');
  await exportNetwork(sha256, resolve(dir));
  console.log(`The network is in ${resolve(dir)}.`);
  return 0;
});
