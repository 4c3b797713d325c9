import type { EntityManager } from '../db/database.ts';
import { rulesInForce, sensorSignals } from './sensor-signal.ts';
import { type SignalState, silentFrom } from './signal.ts';

/** Whether what is said of a sensor rests on something that still comes. Times are of the server's clock. */
export interface Freshness {
  /** Nothing usable comes any more, or nothing ever came live. */
  readonly isStale: boolean;
  readonly state: SignalState;
  readonly heardMs: number | null;
  /** Since the last reading arrived; null when none ever did live. */
  readonly ageMs: number | null;
  /** The age at which nothing heard means silence; 0 is never. */
  readonly silentAfterMs: number;
}

/** In the order of the ids; null for STEP sensors, which are not watched. Four statements. */
export async function freshness(
  em: EntityManager,
  sensorIds: readonly number[],
  nowMs: number,
): Promise<(Freshness | null)[]> {
  const signals = await sensorSignals(em, sensorIds);
  const rules = await rulesInForce(em, sensorIds);
  return sensorIds.map((_, i) => {
    const signal = signals[i];
    const rule = rules[i];
    if (!signal || !rule) return null;
    const { state, heardMs } = signal;
    const isOverdue = heardMs !== null && nowMs >= silentFrom({ heardMs }, rule, nowMs);
    return {
      isStale: state !== 'LIVE' || isOverdue,
      state,
      heardMs,
      ageMs: heardMs === null ? null : Math.max(0, nowMs - heardMs),
      silentAfterMs: rule.silentAfterMs,
    };
  });
}
