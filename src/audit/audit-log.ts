import type { Role } from '../access.ts';
import type { Database, EntityManager } from '../db/database.ts';
import { type SeenChange, type Witness, witnessed } from '../db/witness.ts';
import { codeTold } from '../errors.ts';
import { AuditEntry, AuditSubject } from './audit-entry.ts';
import { boundedJson } from './bounded.ts';

/** Who asks for what. */
export interface Act {
  readonly actor: string;
  readonly credential: string | null;
  readonly role: Role;
  /** The mutation. */
  readonly field: string;
  readonly operation: string | null;
  readonly requestId: string | null;
  /** What it names, such as `Sensor:5`. */
  readonly subjects: readonly string[];
  readonly input: unknown;
}

export const OK = 'OK';

const LONGEST_INPUT = 4_000;
const LONGEST_CHANGES = 16_000;
const MOST_CHANGES = 50;
const MOST_SUBJECTS = 1_000;
const LONGEST_NAME = 255;

/** Entities that are of no interest, or whose rooms note themselves what changed. */
const ASIDE: ReadonlySet<string> = new Set(['ScoringMark', 'Setting', 'SensorInput', 'WeightsEntry']);

/** Writes down what every mutation came to. */
export class AuditLog {
  readonly #db: Database;
  readonly #onFault: (error: unknown) => void;

  /** @param onFault told when what was done could not be written down */
  constructor(db: Database, onFault: (error: unknown) => void) {
    this.#db = db;
    this.#onFault = onFault;
  }

  /**
   * Does `work` and writes it down: in the transaction of the change where there is one (in each, where there are several
   * that change something), after it otherwise. A failure has changed nothing and is written after it.
   * @param outcomeOf OK, or the code of a failure that is a result
   */
  async witnessed<T>(act: Act, outcomeOf: (result: T) => string, work: () => Promise<T>): Promise<T> {
    const witness = new ActWitness(act);
    let outcome: string = OK;
    try {
      const result = await witnessed(witness, work);
      outcome = outcomeOf(result);
      return result;
    } catch (error) {
      outcome = codeTold(error);
      throw error;
    } finally {
      witness.close();
      if (outcome !== OK || !witness.isWritten) await this.write(act, outcome);
    }
  }

  /** Writes an entry by itself; a fault is told, and keeps nothing from going on. */
  async write(act: Act, outcome: string): Promise<void> {
    await this.#db.transaction((em) => writeEntry(em, act, outcome, [])).catch(this.#onFault);
  }
}

class ActWitness implements Witness {
  readonly #act: Act;
  #changes: SeenChange[] = [];
  #written = false;
  #closed = false;

  constructor(act: Act) {
    this.#act = act;
  }

  get isWritten(): boolean {
    return this.#written;
  }

  /** What is still under way, or begun from here, is not the mutation's any more. */
  close(): void {
    this.#closed = true;
  }

  begin(): void {
    this.#changes = [];
  }

  saw(change: SeenChange): void {
    if (!this.#closed && !ASIDE.has(change.what)) this.#changes.push(change);
  }

  async beforeCommit(em: EntityManager): Promise<void> {
    if (this.#closed || (this.#written && this.#changes.length === 0)) return;
    await writeEntry(em, this.#act, OK, this.#changes);
  }

  committed(): void {
    if (!this.#closed) this.#written = true;
  }
}

async function writeEntry(
  em: EntityManager,
  act: Act,
  outcome: string,
  changes: readonly SeenChange[],
): Promise<void> {
  const changed = changes.flatMap(({ what, id }) => (typeof id === 'number' ? [`${what}:${id}`] : []));
  const subjects = [...new Set([...act.subjects, ...changed])].slice(0, MOST_SUBJECTS);
  const entryId = await em.insert(AuditEntry, {
    atMs: Date.now(),
    actor: act.actor.slice(0, LONGEST_NAME),
    credential: act.credential,
    role: act.role,
    field: act.field,
    operation: act.operation?.slice(0, LONGEST_NAME) ?? null,
    requestId: act.requestId,
    subjects: JSON.stringify(subjects),
    input: boundedJson(act.input, LONGEST_INPUT),
    changes: changesJson(changes),
    outcome,
  });
  if (subjects.length > 0)
    await em.insertMany(
      AuditSubject,
      subjects.map((subject) => ({ subject, entryId: Number(entryId) })),
    );
}

/** As many changes as there is room for; those that are left out are counted. */
function changesJson(changes: readonly SeenChange[]): string {
  for (let most = MOST_CHANGES; most > 0; most = Math.floor(most / 2)) {
    const left = changes.length - most;
    const more = left > 0 ? [{ what: `(${left} more)`, id: null, before: null, after: null }] : [];
    const text = JSON.stringify([...changes.slice(0, most).map(shortened), ...more]);
    if (text.length <= LONGEST_CHANGES) return text;
  }
  return JSON.stringify([{ what: `(${changes.length} more)`, id: null, before: null, after: null }]);
}

const shortened = ({ what, id, before, after }: SeenChange) => ({
  what,
  id,
  before: JSON.parse(boundedJson(before, LONGEST_INPUT)),
  after: JSON.parse(boundedJson(after, LONGEST_INPUT)),
});
