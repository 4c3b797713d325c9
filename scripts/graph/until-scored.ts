import { setTimeout as sleep } from 'node:timers/promises';
import type { TelltaleClient } from '../../schema/client/client.ts';
import { DomainError } from '../../src/errors.ts';
import type { Progress } from '../terminal/progress.ts';
import { sensorsByTag } from './listed-sensors.ts';

const POLL_MS = 200;
const STALLED_MS = 60_000;

/**
 * Waits until the server has judged every sensor through an instant.
 * @param throughMs source time by tag of the sensor
 * @throws DomainError STALLED when nothing more is judged
 */
export async function untilScored(
  graph: TelltaleClient,
  throughMs: ReadonlyMap<string, number>,
  progress?: Progress,
): Promise<void> {
  let moved = performance.now();
  for (let before = ''; ; ) {
    const sensors = await sensorsByTag(graph, { tags: [...throughMs.keys()] });
    const behind = [...throughMs].filter(([tag, ms]) => {
      const scored = sensors.get(tag)?.scoredThrough;
      return !scored || Date.parse(scored) < ms;
    });
    progress?.update(throughMs.size - behind.length);
    if (behind.length === 0) return;
    const now = [...sensors.values()].map(({ scoredThrough }) => scoredThrough).join();
    if (now !== before) moved = performance.now();
    before = now;
    if (performance.now() - moved > STALLED_MS) {
      const what = `${behind[0][0]} was not judged through ${new Date(behind[0][1]).toISOString()}`;
      throw new DomainError('STALLED', what, 'See the log of the server.');
    }
    await sleep(POLL_MS);
  }
}
