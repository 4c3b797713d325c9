import type { Database, EntityManager } from '../db/database.ts';
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

const NOTE_LENGTH = 2_000;

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
  const note = label.note ?? '';
  if (note.length > NOTE_LENGTH)
    throw new InvalidInputError(
      'note',
      `${note.length} characters long`,
      `at most ${NOTE_LENGTH} characters`,
    );
  if (note.includes('\0'))
    throw new InvalidInputError('note', 'text with a NUL character', 'text without one');
  if (label.endMs < label.startMs)
    throw new InvalidInputError('end', new Date(label.endMs).toISOString(), 'at or after start');
  const row = em.create(OperatorLabel, { ...label, note, createdAtMs: Date.now() });
  await em.flush();
  return row;
}
