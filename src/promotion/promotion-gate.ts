import type { Database, EntityManager } from '../db/database.ts';
import { datasetOf } from '../detection/chosen-version.ts';
import { type Asker, JudgingRoom } from '../detection/judging-room.ts';
import type { ArtifactReader } from '../detection/live-detectors.ts';
import { InvalidInputError } from '../errors.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { Appointment } from '../registry/appointment.ts';
import type { Assignment } from '../registry/assignment.ts';
import { liveAssignments } from '../registry/live-assignments.ts';
import { memberPlaceOf } from '../registry/member-place.ts';
import type { ModelVersion } from '../registry/model-version.ts';
import type { Promotion, Registry } from '../registry/registry.ts';
import { GateDecision, type GateOutcome } from './gate-decision.ts';
import { type Candidate, type GateJudgement, judgeCandidate } from './gate-judgement.ts';
import { GateRefusedError } from './gate-refused.ts';

export interface GatedPromotion extends Promotion {
  /** Why it is to be live even where the gate refuses it. */
  readonly override?: string | null;
}

/** What became live, and what the gate had said. */
export interface Promoted {
  readonly assignments: readonly Assignment[];
  readonly decisionIds: readonly number[];
}

/** A judgement of a version that does not exist yet. */
export interface TrainedJudgement {
  /** In the transaction that makes the version: keeps the decision, and promotes where it passed. */
  settle(em: EntityManager, version: ModelVersion, promotion: Promotion): Promise<Promoted>;
}

const MOST_THREADS = 4;
const LIMIT_MS = 30_000;
const LONGEST_REASON = 2_000;

/** What stands between a version and being live. Every decision is kept with its numbers. */
export class PromotionGate {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #registry: Registry;
  readonly #artifact: ArtifactReader;
  readonly #room = new JudgingRoom(MOST_THREADS);

  constructor(db: Database, readings: ReadingsStore, registry: Registry) {
    this.#db = db;
    this.#readings = readings;
    this.#registry = registry;
    this.#artifact = (version) => registry.artifact(version);
  }

  /**
   * Makes a version live for every sensor of its scope, if the gate lets it, or despite the gate.
   * @throws GateRefusedError, PromotionConflictError, ConflictError ALREADY_LIVE, VERSION_DELETED or VERSION_ARCHIVED,
   * NotFoundError, InvalidInputError, CorruptArtifactError, BusyError, DomainError SCORING_TIMED_OUT
   */
  async promote({ override, ...promotion }: GatedPromotion, asker: Asker): Promise<Promoted> {
    if (override != null) refuseReason(override);
    const appointment = await this.#registry.appointment(promotion);
    const judgements = await this.#judgements(appointment, asker);
    const refused = judgements.some(({ passed }) => !passed);
    const keep = (em: EntityManager) =>
      keepDecisions(em, appointment.version.id, appointment, judgements, override ?? null);
    if (refused && override == null) throw new GateRefusedError(await this.#db.transaction(keep));
    let decisions: readonly GateDecision[] = [];
    const assignments = await this.#registry.appoint(appointment, async (em) => {
      decisions = await keep(em);
    });
    return { assignments, decisionIds: decisions.map(({ id }) => id) };
  }

  /** Judges what was just trained for a sensor, before it is a version. @throws as `promote` */
  async judgeTrained(candidate: Candidate, sensorId: number, asker: Asker): Promise<TrainedJudgement> {
    const live = await liveAssignments(this.#db.em(), [sensorId], candidate.task);
    const judgement = await this.#judge(candidate, sensorId, live.get(sensorId), asker);
    return {
      settle: async (em, version, promotion) => {
        const settled = await unlessChanged(em, judgement, candidate);
        const subject = { task: candidate.task, by: promotion.by };
        const [decision] = await keepDecisions(em, version.id, subject, [settled], null);
        const assignments = settled.passed ? await this.#registry.promoteWithin(em, promotion) : [];
        return { assignments, decisionIds: [decision.id] };
      },
    };
  }

  async #judgements({ version, task, sensorIds, seen }: Appointment, asker: Asker): Promise<GateJudgement[]> {
    const dataset = await datasetOf(this.#db.em(), version);
    const { model: metrics, baseline: baselineMetrics } = version.outOfSample();
    const { family, artifactSha256 } = version;
    const shared = { task, family, artifactSha256, dataset, metrics, baselineMetrics };
    const judgements: GateJudgement[] = [];
    for (const id of sensorIds) {
      const memberPlace = await memberPlaceOf(this.#db.em(), version, id);
      judgements.push(await this.#judge({ ...shared, memberPlace }, id, seen.get(id), asker));
    }
    return judgements;
  }

  #judge(candidate: Candidate, sensorId: number, live: Parameters<typeof judgeCandidate>[3], asker: Asker) {
    const sources = { em: this.#db.em(), readings: this.#readings, artifact: this.#artifact };
    const end = { limitMs: LIMIT_MS, signal: asker.signal };
    return this.#room.admit(asker, 2, () => judgeCandidate(sources, candidate, sensorId, live, end));
  }
}

/** What was judged against is no longer live: nothing is known of the candidate beside what is. */
async function unlessChanged(
  em: EntityManager,
  judgement: GateJudgement,
  { task }: Candidate,
): Promise<GateJudgement> {
  const live = (await liveAssignments(em, [judgement.sensorId], task)).get(judgement.sensorId);
  if ((live?.assignmentId ?? null) === judgement.assignmentId) return judgement;
  return { ...judgement, passed: false, reasons: ['CHAMPION_CHANGED'] };
}

async function keepDecisions(
  em: EntityManager,
  modelVersionId: number,
  { task, by }: Pick<Appointment, 'task' | 'by'>,
  judgements: readonly GateJudgement[],
  override: string | null,
): Promise<GateDecision[]> {
  const outcomeOf = ({ passed }: GateJudgement): GateOutcome => {
    if (passed) return 'PASSED';
    return override === null ? 'REFUSED' : 'OVERRIDDEN';
  };
  const decisions = judgements.map((judgement) =>
    em.create(GateDecision, {
      modelVersionId,
      championVersionId: judgement.championVersionId,
      sensorId: judgement.sensorId,
      task,
      outcome: outcomeOf(judgement),
      reasons: JSON.stringify(judgement.reasons),
      evidence: JSON.stringify(judgement.evidence),
      overrideReason: judgement.passed ? null : override,
      decidedBy: by,
      decidedAtMs: Date.now(),
    }),
  );
  await em.flush();
  return decisions;
}

/** @throws InvalidInputError */
function refuseReason(reason: string): void {
  const { length } = reason.trim();
  if (length >= 1 && length <= LONGEST_REASON && !reason.includes('\0')) return;
  throw new InvalidInputError('reason', `${length} characters long`, `1 to ${LONGEST_REASON} characters`);
}
