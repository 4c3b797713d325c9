import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TelltaleClient } from '../../schema/client/client.ts';
import { FAULTS, HISTORY_SAMPLES, LIVE_SAMPLES } from '../../seeds/scenario.ts';
import { AnomalyWatch } from '../graph/anomaly-watch.ts';
import { untilScored } from '../graph/until-scored.ts';
import { describeForecast } from './describe-forecast.ts';
import { Newsworthy, narrate } from './narrator.ts';
import { prepare } from './prepare.ts';
import { startServer } from './start-server.ts';
import { judge, type Verdict } from './verdict.ts';
import { describeVerdict } from './verdict-table.ts';

/** A healthy sensor with a forecaster. */
const FORECAST_TAG = 'PMP-102.FLOW';

const sinceStart = (): string => `${(performance.now() / 1_000).toFixed(1)} s after the start`;

async function playScenario(graph: TelltaleClient): Promise<Verdict> {
  const { clock, simulator, measured, next } = await prepare(graph, LIVE_SAMPLES);
  const news = new Newsworthy();
  let heard = 0;
  const watch = await AnomalyWatch.open(graph, null, (event) => {
    if (heard++ === 0) console.log(`\nFirst announcement ${sinceStart()}:`);
    if (news.of(event)) console.log(narrate(event));
  });
  const end = HISTORY_SAMPLES + LIVE_SAMPLES;
  await simulator.play(next, end);
  await untilScored(graph, new Map(measured.map(({ seed }) => [seed.tag, clock.timeOf(end - 1)])));
  await watch.heartbeat();
  await watch.close();
  const verdict = judge(FAULTS, watch.events, clock);
  console.log(`\n${describeVerdict(verdict, clock)}\n`);
  console.log(await describeForecast(graph, measured, FORECAST_TAG));
  return verdict;
}

/** Plays all faults on a fresh database that is gone afterwards. */
export async function playOnce(port: number): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-demo-'));
  try {
    const application = await startServer(folder, port);
    const graph = new TelltaleClient({ url: application.url });
    try {
      return await playScenario(graph);
    } finally {
      await graph.close();
      await application.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
