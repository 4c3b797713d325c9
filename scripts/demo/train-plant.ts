import { setTimeout as sleep } from 'node:timers/promises';
import type { TelltaleClient } from '../../schema/client/client.ts';
import { type ModelInput, TrainingJobsDocument } from '../../schema/generated/graphql.ts';
import { HISTORY_SAMPLES } from '../../seeds/scenario.ts';
import { sensorsByTag } from '../graph/listed-sensors.ts';
import { type TrainedModel, trainModels, type WantedModel } from '../graph/train-models.ts';
import { withProgress } from '../terminal/progress.ts';
import type { DemoSensor } from './enter-plant.ts';
import type { ScenarioClock } from './scenario-clock.ts';

/** Sensors that get a forecaster beside their detector: those of machines that people know. */
const FORECAST_TAGS = ['PMP-101.FLOW', 'PMP-102.FLOW', 'CMP-201.AMP', 'HEX-301.TOUT'];
/** The sensor whose detector is a network, of sizes that are trained in a few seconds. */
const NETWORK_TAG = 'CMP-201.PRESS';
const NETWORK: ModelInput = {
  telemanom: { lookback: 48, layers: [24], epochs: 6, learningRate: 0.01, repeatable: true },
};
const POLL_MS = 300;

/** Jobs that an earlier run left in the queue are done first, so that nothing is trained twice. */
async function finishOldJobs(graph: TelltaleClient): Promise<void> {
  const unfinished = async () => {
    const filter = { statuses: ['QUEUED' as const, 'RUNNING' as const] };
    return (await graph.run(TrainingJobsDocument, { first: 100, filter })).trainingJobs.nodes.length;
  };
  const all = await unfinished();
  if (all === 0) return;
  await withProgress('resuming', all, async ({ update }) => {
    for (let left = all; left > 0; left = await unfinished()) {
      update(all - left);
      await sleep(POLL_MS);
    }
    update(all);
  });
}

/** Trains and promotes what no live version exists for yet. Gives the number of models. */
export async function trainPlant(
  graph: TelltaleClient,
  sensors: readonly DemoSensor[],
  clock: ScenarioClock,
): Promise<number> {
  await finishOldJobs(graph);
  const listed = await sensorsByTag(graph, { kind: 'CONTINUOUS' });
  const to = new Date(clock.timeOf(HISTORY_SAMPLES - 1)).toISOString();
  const measured = sensors.filter(({ seed }) => seed.kind === 'CONTINUOUS');
  const wanted = measured.flatMap(({ seed: { tag } }): WantedModel[] => {
    const sensor = listed.get(tag);
    if (!sensor) return [];
    const shared = { sensorId: sensor.id, tag, to };
    const models: WantedModel[] = [];
    if (!sensor.detector)
      models.push({ ...shared, model: tag === NETWORK_TAG ? NETWORK : { discordEnvelope: {} } });
    if (!sensor.forecaster && FORECAST_TAGS.includes(tag)) models.push({ ...shared, model: { ridge: {} } });
    return models;
  });
  if (wanted.length === 0) return 0;
  const trained = await withProgress('training', wanted.length, (progress) =>
    trainModels(graph, wanted, progress),
  );
  for (const model of trained) if (model.epochs.length > 0) console.log(describeEpochs(model));
  return wanted.length;
}

function describeEpochs({ tag, epochs, tensorBackend }: TrainedModel): string {
  const losses = epochs.map(({ validationLoss }) => validationLoss.toFixed(4)).join(' ');
  return `Telemanom of ${tag}, trained on ${tensorBackend?.name}: validation loss ${losses} in ${epochs.length} epochs.`;
}
