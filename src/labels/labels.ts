import type { Database } from '../db/database.ts';
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
  async add(label: NewLabel): Promise<OperatorLabel> {
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
    return this.#db.transaction(async (em) => {
      const row = em.create(OperatorLabel, { ...label, note, createdAtMs: Date.now() });
      await em.flush();
      return row;
    });
  }

  /** Newest label of each of these anomalies. */
  async ofAnomalies(anomalyIds: readonly number[]): Promise<Map<number, OperatorLabel>> {
    const labels = await this.#db
      .em()
      .find(OperatorLabel, { anomalyId: { $in: [...anomalyIds] } }, { orderBy: { id: 'asc' } });
    return new Map(labels.map((label) => [label.anomalyId as number, label]));
  }
}
