import { once } from 'node:events';
import { TelltaleClient } from '../../schema/client/client.ts';
import { AnomalyWatch } from '../graph/anomaly-watch.ts';
import { Newsworthy, narrate } from './narrator.ts';
import { prepare } from './prepare.ts';
import { startServer } from './start-server.ts';

/** The live part begins thirty days before the plant was entered: time enough to be played faster than the clock. */
const LEAD_SAMPLES = 30 * 288;

async function follow(graph: TelltaleClient, speed: number, signal: AbortSignal): Promise<void> {
  const { simulator, next } = await prepare(graph, LEAD_SAMPLES);
  if (signal.aborted) return;
  const news = new Newsworthy();
  const watch = await AnomalyWatch.open(graph, null, (event) => {
    if (news.of(event)) console.log(narrate(event));
  });
  console.log(`\nPlaying ${speed} samples a second. Anomalies as they are announced (Ctrl-C stops):`);
  await Promise.race([simulator.run(next, speed, signal), watch.until(() => false)]);
  await watch.close();
}

/** Prepares what is missing in `folder` and plays until `signal` aborts, which ends everything in order. */
export async function playOn(
  folder: string,
  port: number,
  speed: number,
  signal: AbortSignal,
): Promise<void> {
  const application = await startServer(folder, port);
  const graph = new TelltaleClient({ url: application.url });
  console.log(`GraphiQL   ${application.url} (open it in a browser)`);
  console.log(`WebSocket  ${application.url.replace('http', 'ws')}\n`);
  try {
    const stopped = once(signal, 'abort');
    await Promise.race([follow(graph, speed, signal), stopped]);
  } finally {
    await graph.close();
    await application.close();
  }
}
