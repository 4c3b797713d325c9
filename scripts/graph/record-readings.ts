import { setTimeout as sleep } from 'node:timers/promises';
import type { TelltaleClient } from '../../schema/client/client.ts';
import { succeeded } from '../../schema/client/failure.ts';
import { RecordReadingsDocument, type SeriesInput } from '../../schema/generated/graphql.ts';
import { DomainError } from '../../src/errors.ts';

/** What became of the readings of one or more batches. */
export interface Acknowledged {
  accepted: number;
  duplicates: number;
}

/**
 * Sends one batch, as soon as the server takes more where it has had enough for now; what became of each series.
 * @throws GraphFailure when the server refuses the batch
 */
export async function sendBatch(graph: TelltaleClient, series: readonly SeriesInput[], historical: boolean) {
  const input = { series: [...series], historical };
  for (;;) {
    const { recordReadings: answer } = await graph.run(RecordReadingsDocument, { input });
    if (answer.__typename !== 'RateLimitedFailure') return succeeded(answer).series;
    await sleep(answer.retryAfterMs);
  }
}

/** Sends one batch. @throws DomainError when the server refuses the batch or a reading of it */
export async function recordReadings(
  graph: TelltaleClient,
  series: readonly SeriesInput[],
  historical: boolean,
): Promise<Acknowledged> {
  const sum = { accepted: 0, duplicates: 0 };
  for (const { accepted, duplicates, rejected } of await sendBatch(graph, series, historical)) {
    sum.accepted += accepted;
    sum.duplicates += duplicates;
    if (rejected.length === 0) continue;
    const [{ reason, message }] = rejected;
    throw new DomainError(
      reason,
      `${rejected.length} readings were rejected: ${message}`,
      'Correct the source.',
    );
  }
  return sum;
}
