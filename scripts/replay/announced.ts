import type { TelltaleClient } from '../../schema/client/client.ts';
import { AnomaliesDocument, type AnomaliesQuery } from '../../schema/generated/graphql.ts';
import { testTime } from '../../src/ingest/nasa-time.ts';
import type { AnomalyEvent } from '../graph/anomaly-watch.ts';
import { allPages, LARGEST_PAGE } from '../graph/pages.ts';
import type { TestSplit } from './test-split.ts';

export type ListedAnomaly = AnomaliesQuery['anomalies']['nodes'][number];

/** The anomalies of the replayed sensors in the time of their test splits. */
export async function listAnomalies(
  graph: TelltaleClient,
  splits: readonly TestSplit[],
): Promise<ListedAnomaly[]> {
  const instant = (ms: number) => new Date(ms).toISOString();
  const filter = {
    sensorIds: splits.map(({ sensor }) => sensor.id),
    from: instant(Math.min(...splits.map(({ channel }) => testTime(channel, 0)))),
    to: instant(Math.max(...splits.map(({ channel }) => testTime(channel, channel.testRows - 1)))),
  };
  return allPages(async (after) => {
    const answer = await graph.run(AnomaliesDocument, { first: LARGEST_PAGE, after, filter });
    return answer.anomalies;
  });
}

/** What the subscription told against what the list says has changed since before the replay, anomaly by anomaly. */
export interface Comparison {
  readonly changed: number;
  /** One line for each anomaly whose last revision is not the same in both. */
  readonly differences: readonly string[];
}

export function compare(
  before: readonly ListedAnomaly[],
  after: readonly ListedAnomaly[],
  events: readonly AnomalyEvent[],
): Comparison {
  const known = new Map(before.map(({ id, revision }) => [id, revision]));
  const changed = new Map(
    after.filter(({ id, revision }) => known.get(id) !== revision).map(({ id, revision }) => [id, revision]),
  );
  const told = new Map(events.map(({ anomaly }) => [anomaly.anomaly.id, anomaly.revision]));
  const differences = [...new Set([...changed.keys(), ...told.keys()])].flatMap((id) => {
    if (changed.get(id) === told.get(id)) return [];
    return [`${id}: announced at revision ${told.get(id) ?? 'none'}, listed at ${changed.get(id) ?? 'none'}`];
  });
  return { changed: changed.size, differences };
}
