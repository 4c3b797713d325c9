import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TelltaleClient } from '../../schema/client/client.ts';
import { decodeId } from '../../schema/global-id.ts';
import { trainModels } from '../../scripts/graph/train-models.ts';
import { untilScored } from '../../scripts/graph/until-scored.ts';
import { sendSplits } from '../../scripts/replay/send.ts';
import { loadTestSplit, type TestSplit } from '../../scripts/replay/test-split.ts';
import { openDatabase } from '../../src/db/database.ts';
import { ScoringMark } from '../../src/detection/scoring-mark.ts';
import { ENTITIES } from '../../src/entities.ts';
import { importNasa } from '../../src/ingest/nasa-import.ts';
import { type NasaChannel, openNasaLayout } from '../../src/ingest/nasa-layout.ts';
import { testTime } from '../../src/ingest/nasa-time.ts';
import type { Matrix } from '../../src/ingest/npy.ts';
import type { LiveDetector } from '../../src/ml/detector.ts';
import { telemanom } from '../../src/ml/prediction/telemanom.ts';
import { openReadings } from '../../src/readings/open-store.ts';

const dir = process.env.TELLTALE_NASA_DIR;
if (!dir) console.log('skipped: a network on the public telemetry (set TELLTALE_NASA_DIR to its folder)');

const CHANNEL = 'P-1';
const PRIMED = 256;
const SLOW_MS = 120_000;
/** Small enough for a test; otherwise as in the paper, with the 24 commands of the channel. */
const MODEL = { telemanom: { lookback: 50, layers: [16, 16], epochs: 3, scaling: 'AS_IS' as const } };
const quiet = { update: () => {} };

test.skipIf(!dir)(
  'a network that was trained on P-1 goes on with its state after kill -9',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'telltale-network-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const url = `sqlite:${join(folder, 'telltale.db')}`;
    const channel = await imported(dir as string, url);
    const start = async () => {
      const child = fork(resolve(import.meta.dirname, 'killable-server.ts'), {
        env: { ...process.env, PORT: '0', DATABASE_URL: url, ARTIFACTS_DIR: join(folder, 'artifacts') },
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      const [address] = await once(child, 'message');
      return { child, graph: new TelltaleClient({ url: address as string }) };
    };
    const through = async (graph: TelltaleClient, split: TestSplit, rows: number) => {
      await sendSplits(graph, [split], undefined, quiet);
      await untilScored(graph, new Map([[split.sensor.tag, testTime(channel, rows - 1)]]));
    };

    const first = await start();
    const split = await loadTestSplit(first.graph, channel);
    await trainModels(first.graph, [{ sensorId: split.sensor.id, tag: CHANNEL, model: MODEL }], quiet);
    const half = channel.testRows >> 1;
    await through(first.graph, cut(split, half), half);
    await killed(first.child);
    await first.graph.close();

    const second = await start();
    await through(second.graph, split, channel.testRows);
    await second.graph.close();
    await killed(second.child);

    const db = await openDatabase(url, ENTITIES);
    onTestFinished(() => db.close());
    const mark = await db.em().findOneOrFail(ScoringMark, Number(decodeId(split.sensor.id)?.id));
    const [artifact] = await readdir(join(folder, 'artifacts'), {
      recursive: true,
      withFileTypes: true,
    }).then((entries) => entries.filter((entry) => entry.isFile()));
    const fitted = telemanom.load(await readFile(join(artifact.parentPath, artifact.name)));
    const uninterrupted = fitted.live();
    feed(uninterrupted, await channel.loadTrain(), channel.trainRows - PRIMED);
    feed(uninterrupted, await channel.loadTest(), 0);
    expect(Buffer.from(mark.state as Uint8Array).equals(uninterrupted.save())).toBe(true);
  },
  SLOW_MS,
);

async function imported(from: string, url: string): Promise<NasaChannel> {
  const layout = await openNasaLayout(from);
  const channels = layout.channels.filter(({ channel }) => channel === CHANNEL);
  const db = await openDatabase(url, ENTITIES);
  const readings = await openReadings(db);
  await importNasa(db, readings, { ...layout, channels });
  readings.close();
  await db.close();
  return channels[0];
}

/** The first rows of a split. */
const cut = (split: TestSplit, testRows: number): TestSplit => ({
  ...split,
  channel: { ...split.channel, testRows },
});

/** Shows the rows from `from` on. */
function feed(live: LiveDetector, matrix: Matrix, from: number): void {
  const [values, ...inputs] = Array.from({ length: matrix.columns }, (_, k) => matrix.column(k));
  for (let row = from; row < values.length; row++) {
    live.update(
      values[row],
      Float64Array.from(inputs, (column) => column[row]),
    );
  }
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
