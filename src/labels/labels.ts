import type { Database, EntityManager } from '../db/database.ts';
import { checkedOptionalReason } from '../equipment/naming.ts';
import { InvalidInputError } from '../errors.ts';
import { OperatorLabel, type Verdict } from './operator-label.ts';

export interface NewLabel {
  readonly sensorId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly verdict: Verdict;
  readonly anomalyId?: number | null;
  readonly note?: string | null;
  readonly author: string;
}

/** What people said of intervals. Labels are never changed; the newest of an anomaly is what is held now. */
export class Labels {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @throws InvalidInputError */
  add(label: NewLabel): Promise<OperatorLabel> {
    return this.#db.transaction((em) => addLabel(em, label));
  }

  /** Newest label of each of these anomalies. */
  async ofAnomalies(anomalyIds: readonly number[]): Promise<Map<number, OperatorLabel>> {
    const labels = await this.#db
      .em()
      .find(OperatorLabel, { anomalyId: { $in: [...anomalyIds] } }, { orderBy: { id: 'asc' } });
    return new Map(labels.map((label) => [label.anomalyId as number, label]));
  }
}

/** In the caller's transaction. @throws InvalidInputError */
export async function addLabel(em: EntityManager, label: NewLabel): Promise<OperatorLabel> {
  const note = checkedOptionalReason('note', label.note);
  if (label.endMs < label.startMs)
    throw new InvalidInputError('end', new Date(label.endMs).toISOString(), 'at or after start');
  const row = em.create(OperatorLabel, { ...label, note, createdAtMs: Date.now() });
  await em.flush();
  return row;
}
