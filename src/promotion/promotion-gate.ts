import type { Database, EntityManager } from '../db/database.ts';
import { type Asker, JudgingRoom } from '../detection/judging-room.ts';
import type { ArtifactReader } from '../detection/live-detectors.ts';
import { checkedReason } from '../equipment/naming.ts';
import { sensorFacts } from '../equipment/sensor-facts.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { Appointment } from '../registry/appointment.ts';
import type { Assignment } from '../registry/assignment.ts';
import { type LiveAssignment, liveAssignments } from '../registry/live-assignments.ts';
import type { ModelVersion } from '../registry/model-version.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import type { Promotion, Registry } from '../registry/registry.ts';
import { GateDecision, type GateOutcome } from './gate-decision.ts';
import { type Candidate, type GateJudgement, judgeCandidate } from './gate-judgement.ts';
import { GateRefusedError } from './gate-refused.ts';
import { RivalPairs, type RivalThreads } from './rival-threads.ts';
import { versionOfSensor } from './version-of-sensor.ts';

export interface GatedPromotion extends Promotion {
  /** Why it is to be live even where the gate refuses it. */
  readonly override?: string | null;
}

/** What became live, and what the gate had said. */
export interface Promoted {
  readonly assignments: readonly Assignment[];
  readonly decisionIds: readonly number[];
}

interface SensorCandidate extends Candidate {
  readonly sensorId: number;
}

/** A judgement of a version that does not exist yet. */
export interface TrainedJudgement {
  /** In the transaction that makes the version: keeps the decisions, and promotes where all passed. */
  settle(em: EntityManager, version: ModelVersion, promotion: Promotion): Promise<Promoted>;
}

const MOST_THREADS = 4;
const LIMIT_MS = 30_000;

/** What stands between a version and being live. Every decision is kept with its numbers. */
export class PromotionGate {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #registry: Registry;
  readonly #artifact: ArtifactReader;
  readonly #room = new JudgingRoom(MOST_THREADS);
  readonly #pairs = new RivalPairs();

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
    const why = override == null ? null : checkedReason('reason', override);
    const appointment = await this.#registry.appointment(promotion);
    const judgements = await this.#judgements(appointment, asker);
    const refused = judgements.some(({ passed }) => !passed);
    const keep = (em: EntityManager) =>
      keepDecisions(em, appointment.version.id, appointment, judgements, why);
    if (refused && why === null) throw await this.#refusal(keep);
    let decisions: readonly GateDecision[] = [];
    const assignments = await this.#registry.appoint(appointment, async (em) => {
      decisions = await keep(em);
    });
    return { assignments, decisionIds: decisions.map(({ id }) => id) };
  }

  async #refusal(keep: (em: EntityManager) => Promise<GateDecision[]>): Promise<GateRefusedError> {
    const decisions = await this.#db.transaction(keep);
    const facts = await sensorFacts(
      this.#db.em(),
      decisions.map(({ sensorId }) => sensorId),
    );
    return new GateRefusedError(decisions, new Map(facts.values().map(({ id, tag }) => [id, tag])));
  }

  /**
   * Judges what was just trained for sensors, before it is a version: it goes live for all of them, or for none.
   * @throws as `promote`
   */
  async judgeTrained(candidates: readonly SensorCandidate[], asker: Asker): Promise<TrainedJudgement> {
    const [{ task }] = candidates;
    const sensorIds = candidates.map(({ sensorId }) => sensorId);
    const live = await liveAssignments(this.#db.em(), sensorIds, task);
    const judgements = await this.#judgeAll(candidates, live, asker);
    return {
      settle: async (em, version, promotion) => {
        const settled = await unlessChanged(em, judgements, task);
        const decisions = await keepDecisions(em, version.id, { task, by: promotion.by }, settled, null);
        const passed = settled.every((one) => one.passed);
        const assignments = passed ? await this.#registry.promoteWithin(em, promotion) : [];
        return { assignments, decisionIds: decisions.map(({ id }) => id) };
      },
    };
  }

  /** Ends the threads. */
  stop(): Promise<void> {
    return this.#pairs.stop();
  }

  async #judgements({ version, task, sensorIds, seen }: Appointment, asker: Asker): Promise<GateJudgement[]> {
    const { family, artifactSha256 } = version;
    const candidates: SensorCandidate[] = [];
    for (const sensorId of sensorIds) {
      const own = await versionOfSensor(this.#db.em(), version, sensorId);
      candidates.push({ sensorId, task, family, artifactSha256, ...own });
    }
    return this.#judgeAll(candidates, seen, asker);
  }

  /** One after the other, as one turn of the room; weights that are shared are read once. */
  #judgeAll(
    candidates: readonly SensorCandidate[],
    live: ReadonlyMap<number, LiveAssignment>,
    asker: Asker,
  ): Promise<GateJudgement[]> {
    const artifact = readOnce(this.#artifact, candidates[0].artifactSha256);
    const end = { limitMs: LIMIT_MS, signal: asker.signal };
    const judge = async (threads: RivalThreads) => {
      const sources = { em: this.#db.em(), readings: this.#readings.until(asker.signal), artifact, threads };
      const judgements: GateJudgement[] = [];
      for (const candidate of candidates) {
        const { sensorId } = candidate;
        judgements.push(await judgeCandidate(sources, candidate, sensorId, live.get(sensorId), end));
      }
      return judgements;
    };
    return this.#room.admit(asker, 2, () => this.#pairs.judge(judge));
  }
}

/** Reads these bytes once, others as often as they are asked for. */
function readOnce(read: ArtifactReader, sha256: string): ArtifactReader {
  let bytes: ReturnType<ArtifactReader> | undefined;
  return (version) => {
    if (version.artifactSha256 !== sha256) return read(version);
    bytes ??= read(version);
    return bytes;
  };
}

/** What was judged against is no longer live: nothing is known of the candidate beside what is. */
async function unlessChanged(
  em: EntityManager,
  judgements: readonly GateJudgement[],
  task: ModelTask,
): Promise<GateJudgement[]> {
  const sensorIds = judgements.map(({ sensorId }) => sensorId);
  const live = await liveAssignments(em, sensorIds, task);
  return judgements.map((judgement) => {
    const now = live.get(judgement.sensorId)?.assignmentId ?? null;
    if (now === judgement.assignmentId) return judgement;
    return { ...judgement, passed: false, reasons: ['CHAMPION_CHANGED'] };
  });
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
