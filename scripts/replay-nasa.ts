import { parseArgs } from 'node:util';
import { TelltaleClient } from '../schema/client/client.ts';
import { type NasaChannel, openNasaLayout } from '../src/ingest/nasa-layout.ts';
import { testTime, trainTime } from '../src/ingest/nasa-time.ts';
import { AnomalyWatch } from './graph/anomaly-watch.ts';
import { trainModels } from './graph/train-models.ts';
import { untilScored } from './graph/until-scored.ts';
import { compare, type ListedAnomaly, listAnomalies } from './replay/announced.ts';
import { labelTable } from './replay/label-table.ts';
import { sendSplits } from './replay/send.ts';
import { loadTestSplit, type TestSplit } from './replay/test-split.ts';
import { runScript, UsageError } from './terminal/failure.ts';
import { withProgress } from './terminal/progress.ts';

const USAGE = `Usage: npm run replay:nasa -- DIR --channels P-1,T-1,E-1 [--train] [--speed N] [--url URL] [--token TOKEN]

Sends the test splits of imported channels to a running server as live telemetry, with the times of the import, while
a WebSocket subscription collects the anomalies that are announced. Prints labels against anomalies in samples of the
test split, and ends with 1 when what was announced is not exactly what the server lists. Running it again sends the
same readings, which the server knows.

  --channels   comma-separated channels of DIR
  --train      first train a detector for each channel on its train split, and make it live
  --speed      samples per second and channel; as fast as the server acknowledges when absent
  --url        of the graph; http://127.0.0.1:4000/graphql when absent
  --token      an access token, where the server asks for one
  --help       this text`;

const OPTIONS = {
  channels: { type: 'string' },
  train: { type: 'boolean' },
  speed: { type: 'string' },
  url: { type: 'string', default: 'http://127.0.0.1:4000/graphql' },
  token: { type: 'string' },
  help: { type: 'boolean' },
} as const;

function parseSpeed(text: string | undefined): number | undefined {
  const speed = text === undefined ? undefined : Number(text);
  if (speed === undefined || (speed > 0 && speed <= 1_000_000)) return speed;
  throw new UsageError(`--speed is ${text}; it must be a number above 0.`);
}

async function chosenChannels(dir: string, list: string): Promise<NasaChannel[]> {
  const { channels } = await withProgress('checking', 1, (progress) => openNasaLayout(dir, progress.update));
  return [...new Set(list.split(',').map((name) => name.trim()))].map((name) => {
    const channel = channels.find((one) => one.channel === name);
    if (channel) return channel;
    throw new UsageError(`--channels names ${name}, which ${dir} does not have.`);
  });
}

async function train(graph: TelltaleClient, splits: readonly TestSplit[]): Promise<void> {
  const wanted = splits.map(({ channel, sensor: { id: sensorId, tag } }) => ({
    sensorId,
    tag,
    model: { discordEnvelope: {} },
    to: new Date(trainTime(channel.trainRows - 1)).toISOString(),
  }));
  await withProgress('training', wanted.length, (progress) => trainModels(graph, wanted, progress));
}

/** Waits until what arrived is what is listed, at most until the server says that it has sent everything. */
async function untilAllArrived(watch: AnomalyWatch, isComplete: () => boolean): Promise<void> {
  await Promise.race([watch.until(isComplete), watch.heartbeat()]);
}

const lastTestTime = (channel: NasaChannel): number => testTime(channel, channel.testRows - 1);

async function replay(graph: TelltaleClient, splits: readonly TestSplit[], speed?: number): Promise<number> {
  const before = await listAnomalies(graph, splits);
  const watch = await AnomalyWatch.open(
    graph,
    splits.map(({ sensor }) => sensor.id),
  );
  const longest = Math.max(...splits.map(({ channel }) => channel.testRows));
  const sent = await withProgress('sending', longest, (progress) =>
    sendSplits(graph, splits, speed, progress),
  );
  const through = new Map(splits.map(({ channel, sensor: { tag } }) => [tag, lastTestTime(channel)]));
  await withProgress('scoring', splits.length, (progress) => untilScored(graph, through, progress));
  const after: ListedAnomaly[] = await listAnomalies(graph, splits);
  await untilAllArrived(watch, () => compare(before, after, watch.events).differences.length === 0);
  await watch.close();
  console.log(`\n${labelTable(splits, after)}\n`);
  console.log(`${sent.accepted} readings accepted, ${sent.duplicates} known before.`);
  const { changed, differences } = compare(before, after, watch.events);
  if (differences.length > 0) {
    console.error(`What was announced is not what is listed:\n${differences.join('\n')}`);
    return 1;
  }
  console.log(
    changed === 0
      ? `Nothing new was announced; ${after.length} anomalies are listed from before.`
      : `${watch.events.length} events over WebSocket told of ${changed} anomalies: exactly those that the server lists, at their last revision.`,
  );
  return 0;
}

await runScript(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (positionals.length !== 1) throw new UsageError('Name one directory.');
  if (!values.channels) throw new UsageError('Name the channels: --channels P-1,T-1,E-1');
  const speed = parseSpeed(values.speed);
  const channels = await chosenChannels(positionals[0], values.channels);
  const graph = new TelltaleClient({ url: values.url, token: values.token });
  try {
    const splits: TestSplit[] = [];
    for (const channel of channels) splits.push(await loadTestSplit(graph, channel));
    if (values.train) await train(graph, splits);
    return await replay(graph, splits, speed);
  } finally {
    await graph.close();
  }
});
