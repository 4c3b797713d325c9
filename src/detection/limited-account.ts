import type { EntityManager } from '../db/database.ts';
import { detectionSettings } from '../equipment/detection-settings.ts';
import { limitHistories, NO_LIMITS } from '../equipment/limit-history.ts';
import type { Part } from '../ml/detector.ts';
import type { ReplayedAccount } from '../ml/explanation.ts';
import { judgeByLimits, limitParts } from '../ml/thresholds/operator-limits.ts';

/** The readings that an account is about; `peak` is an index of them. */
interface AccountedReadings {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly peak: number;
}

/** A detector's account with what the limits of the sensor say: readings beyond one as they were judged, and a part more. */
export async function withLimits(
  em: EntityManager,
  sensorId: number,
  account: ReplayedAccount,
  { times, values, peak }: AccountedReadings,
): Promise<ReplayedAccount> {
  const settings = (await detectionSettings(em, [sensorId])).get(sensorId);
  if (!settings?.judgeLimits) return account;
  const history = (await limitHistories(em, [sensorId], times[0])).get(sensorId) ?? NO_LIMITS;
  times.forEach((time, t) => {
    const limits = history.at(time);
    if (!limits) return;
    const { judged } = judgeByLimits(judgedAt(account, t), values[t], limits, null, 1);
    for (const column of COLUMNS) account[column][t] = judged[column];
  });
  const atPeak = history.at(times[peak]);
  const parts: Part[] = atPeak ? limitParts(values[peak], atPeak) : [];
  return { ...account, parts: [...account.parts, ...parts] };
}

const COLUMNS = ['expected', 'lower', 'upper', 'score'] as const;

const judgedAt = ({ expected, lower, upper, score, threshold }: ReplayedAccount, t: number) => ({
  expected: expected[t],
  lower: lower[t],
  upper: upper[t],
  score: score[t],
  threshold: threshold[t],
  cause: 'DEVIATION' as const,
});
