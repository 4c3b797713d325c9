import type { EntityManager } from '../db/database.ts';
import { NotFoundError } from '../errors.ts';
import type { Labels } from '../labels/labels.ts';
import type { OperatorLabel, Verdict } from '../labels/operator-label.ts';
import { Anomaly } from './anomaly.ts';

/**
 * What a person says of an announced anomaly; the label covers the time that the anomaly has by now.
 * @throws NotFoundError, InvalidInputError
 */
export async function labelAnomaly(
  em: EntityManager,
  labels: Labels,
  said: { readonly anomalyId: number; readonly verdict: Verdict; readonly note?: string | null },
  author: string,
): Promise<OperatorLabel> {
  const [anomaly] = await em
    .createQueryBuilder(Anomaly, 'a')
    .select(['sensorId', 'startMs', 'endMs'])
    .where({ id: said.anomalyId })
    .execute('all');
  if (!anomaly) throw new NotFoundError('anomaly', said.anomalyId);
  const { sensorId, startMs, endMs } = anomaly as unknown as Pick<Anomaly, 'sensorId' | 'startMs' | 'endMs'>;
  return labels.add({ ...said, sensorId, startMs, endMs, author });
}
