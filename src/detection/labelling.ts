import { LockMode } from '@mikro-orm/core';
import type { Database } from '../db/database.ts';
import { noteChange } from '../db/witness.ts';
import { NotFoundError } from '../errors.ts';
import { addLabel } from '../labels/labels.ts';
import { OperatorLabel, type Verdict } from '../labels/operator-label.ts';
import { Anomaly } from './anomaly.ts';
import { noteLate } from './scoring-mark.ts';

/** What a person says of an announced anomaly. */
export interface SaidOfAnomaly {
  readonly anomalyId: number;
  readonly verdict: Verdict;
  readonly note?: string | null;
}

/** Labels of announced anomalies, and what follows from them for what is judged live. */
export class Labelling {
  readonly #db: Database;
  readonly #judgeAgain: (sensorIds: readonly number[]) => void;

  /** @param judgeAgain told after the commit which sensors are to be judged again */
  constructor(db: Database, judgeAgain: (sensorIds: readonly number[]) => void) {
    this.#db = db;
    this.#judgeAgain = judgeAgain;
  }

  /**
   * The label covers the time that the anomaly has by now. Where it confirms the anomaly, or takes that back, the readings from
   * its start on are to be judged again, learning from it no more, or again.
   * @throws NotFoundError, InvalidInputError
   */
  async label(said: SaidOfAnomaly, author: string): Promise<OperatorLabel> {
    const { label, turns } = await this.#db.transaction(async (em) => {
      const lockMode = LockMode.PESSIMISTIC_WRITE;
      const anomaly = await em.findOne(Anomaly, said.anomalyId, { lockMode });
      if (!anomaly) throw new NotFoundError('anomaly', said.anomalyId);
      const { id: anomalyId, sensorId, startMs, endMs } = anomaly;
      const before = await em.findOne(OperatorLabel, { anomalyId }, { orderBy: { id: 'desc' } });
      const was = before && { verdict: before.verdict, note: before.note };
      const after = { verdict: said.verdict, note: said.note };
      noteChange({ what: 'Label', id: `Anomaly:${anomalyId}`, before: was, after });
      const label = await addLabel(em, { ...said, sensorId, startMs, endMs, author });
      const turns = (before?.verdict === 'CONFIRMED') !== (said.verdict === 'CONFIRMED');
      const fromMs = Math.min(startMs, before?.startMs ?? startMs);
      if (turns) await noteLate(em, [{ sensorId, fromMs, heard: false }]);
      return { label, turns };
    });
    if (turns) this.#judgeAgain([label.sensorId]);
    return label;
  }
}
