import type { FittedDetector, LiveDetector } from '../ml/detector.ts';
import { DETECTOR_FAMILIES } from '../ml/detectors.ts';
import { cantelliShare } from '../ml/robust/cantelli.ts';
import { startRobust } from '../ml/robust/robust-start.ts';
import { BAD_QUALITY } from '../readings/quality.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { ArtifactsUnavailableError } from '../registry/artifacts-unavailable.ts';
import type { LiveAssignment } from '../registry/live-assignments.ts';
import type { DetectionMode } from './anomaly.ts';
import { isKnown, type KnownAnomalies } from './confirmed-stretches.ts';
import { inputSamples } from './input-samples.ts';

/** The live detector of one sensor as it stands in memory, and through which reading it has judged. */
export interface Judge {
  readonly assignmentId: number | null;
  readonly modelVersionId: number | null;
  readonly mode: DetectionMode;
  readonly detector: LiveDetector;
  /** The sensors whose values it looks at beside the sensor's own, in its order. */
  readonly inputIds: readonly number[];
  readonly confidence: (score: number) => number;
  throughMs: number;
}

/** Where a sensor was when its state was last written. */
export interface SavedState {
  readonly assignmentId: number | null;
  readonly throughMs: number;
  readonly state: Uint8Array | null;
}

/** A sensor that is to be judged. */
export interface ToBeJudged {
  readonly sensor: { readonly id: number };
  readonly assignment: LiveAssignment | undefined;
  readonly saved: SavedState;
  readonly known: KnownAnomalies;
}

/** Gives the bytes of an artifact, checked. */
export type ArtifactReader = (version: { readonly artifactSha256: string }) => Promise<Uint8Array>;

/** What a version that begins to judge is shown first: readings in one window and some more to settle. */
export const PRIMING_READINGS = 256;

type DetectorReadings = Pick<ReadingsStore, 'unscored' | 'before' | 'valuesAt'>;

/** How long something else decides before weights that could not be fetched are asked for again. */
const RETRY_MS = 15_000;

/**
 * Told once for every assignment whose version cannot be used, and each time that its weights could not be fetched; and what
 * decides in its place: an earlier version, or robust statistics where that is null.
 */
export type UnusableReport = (
  sensorId: number,
  assignment: LiveAssignment,
  error: unknown,
  standIn: LiveAssignment | null,
) => void;

/** What could decide for a sensor in place of what is live, best first. */
export type EarlierAssignments = (sensorId: number) => Promise<readonly LiveAssignment[]>;

interface Fault {
  readonly assignment: LiveAssignment;
  readonly error: unknown;
}

/**
 * The detectors of the sensors that are being judged. Memory is a cache: whatever the database says of a sensor
 * (assignment, scored through) decides whether the copy here may go on or a saved state is taken up.
 */
export class LiveDetectors {
  readonly #artifact: ArtifactReader;
  readonly #store: DetectorReadings;
  readonly #report: UnusableReport;
  readonly #earlier: EarlierAssignments;
  readonly #judges = new Map<number, Judge>();
  /** Of assignments: until when their version is not tried again. */
  readonly #unusable = new Map<number, number>();
  /** Of sensors whose live version cannot be used, by the assignment of that. */
  readonly #standIns = new Map<number, readonly LiveAssignment[]>();
  /** Not yet told of, by sensor. */
  readonly #faults = new Map<number, Fault[]>();

  constructor(
    artifact: ArtifactReader,
    store: DetectorReadings,
    report: UnusableReport,
    earlier: EarlierAssignments,
  ) {
    this.#artifact = artifact;
    this.#store = store;
    this.#report = report;
    this.#earlier = earlier;
  }

  /** The judge of a sensor, in the state of its last write: its live version, or the newest earlier one that can be used. */
  async judge(one: ToBeJudged): Promise<Judge> {
    const sensorId = one.sensor.id;
    for (;;) {
      const decides = await this.#deciding(one);
      const kept = this.#judges.get(sensorId);
      const assignmentId = decides?.assignmentId ?? null;
      if (kept && kept.assignmentId === assignmentId && kept.throughMs === one.saved.throughMs) return kept;
      const judge = decides ? await this.#ofVersion(decides, one) : robust(one.saved);
      if (!judge) continue;
      this.#judges.set(sensorId, judge);
      this.#tell(sensorId, decides);
      return judge;
    }
  }

  async #deciding({ sensor, assignment }: ToBeJudged): Promise<LiveAssignment | null> {
    if (!assignment || this.#mayTry(assignment)) return assignment ?? null;
    const { assignmentId } = assignment;
    if (!this.#standIns.has(assignmentId)) this.#standIns.set(assignmentId, await this.#earlier(sensor.id));
    return this.#standIn(assignment);
  }

  #standIn({ assignmentId }: LiveAssignment): LiveAssignment | null {
    const earlier = this.#standIns.get(assignmentId) ?? [];
    return earlier.find((one) => this.#mayTry(one)) ?? null;
  }

  #mayTry({ assignmentId }: LiveAssignment): boolean {
    const untilMs = this.#unusable.get(assignmentId);
    return untilMs === undefined || Date.now() >= untilMs;
  }

  #tell(sensorId: number, decides: LiveAssignment | null): void {
    for (const { assignment, error } of this.#faults.get(sensorId) ?? [])
      this.#report(sensorId, assignment, error, decides);
    this.#faults.delete(sensorId);
  }

  /** The state in memory may be ahead of the database: the next judge starts from what is written. */
  forget(sensorId: number): void {
    this.#judges.delete(sensorId);
  }

  /** As `forget`, of every sensor that matches. */
  forgetAll(matches: (sensorId: number) => boolean): void {
    for (const sensorId of this.#judges.keys()) if (matches(sensorId)) this.#judges.delete(sensorId);
  }

  /**
   * What decides in the place of `live` threw while it judged: it decides nothing more until another is assigned; one whose
   * weights could not be fetched is tried again in a while.
   */
  giveUp(sensorId: number, live: LiveAssignment, error: unknown): void {
    const decided = this.#mayTry(live) ? live : this.#standIn(live);
    if (decided) this.#withdraw(sensorId, decided, error);
    else this.forget(sensorId);
  }

  #withdraw(sensorId: number, assignment: LiveAssignment, error: unknown): void {
    const passes = error instanceof ArtifactsUnavailableError;
    this.#unusable.set(assignment.assignmentId, passes ? Date.now() + RETRY_MS : Number.POSITIVE_INFINITY);
    this.forget(sensorId);
    this.#faults.set(sensorId, [...(this.#faults.get(sensorId) ?? []), { assignment, error }]);
  }

  async #ofVersion(
    assignment: LiveAssignment,
    { sensor, assignment: live, saved, known }: ToBeJudged,
  ): Promise<Judge | undefined> {
    try {
      const fitted = load(assignment.family, await this.#artifact(assignment));
      const continues = saved.assignmentId === assignment.assignmentId && saved.state !== null;
      const detector = fitted.live(continues ? (saved.state as Uint8Array) : undefined);
      const inputIds = fitted.inputs > 0 ? assignment.inputSensorIds : [];
      if (fitted.inputs !== inputIds.length)
        throw new Error(`it looks at ${fitted.inputs} inputs, not ${inputIds.length}`);
      if (!continues) await this.#prime(detector, sensor.id, inputIds, saved.throughMs, known);
      return {
        assignmentId: assignment.assignmentId,
        modelVersionId: assignment.modelVersionId,
        mode: assignment === live ? 'MODEL' : 'LAST_GOOD',
        detector,
        inputIds,
        confidence: (score) => fitted.confidence(score),
        throughMs: saved.throughMs,
      };
    } catch (error) {
      this.#withdraw(sensor.id, assignment, error);
      return undefined;
    }
  }

  /**
   * Shows a detector that has judged nothing yet what came before its first reading, so that it knows where the sensor
   * is: without that it is blind for a window, and then takes what it sees first for normal.
   */
  async #prime(
    detector: LiveDetector,
    sensorId: number,
    inputIds: readonly number[],
    throughMs: number,
    known: KnownAnomalies,
  ): Promise<void> {
    const { times: next } = await this.#store.unscored(sensorId, throughMs, 1);
    if (next.length === 0) return;
    const before = await this.#store.before(sensorId, next[0], PRIMING_READINGS);
    const inputs = await inputSamples(this.#store, inputIds, before.times);
    before.values.forEach((value, i) => {
      const learn = !isKnown(known, before.times[i]);
      if (before.qualities[i] !== BAD_QUALITY) detector.update(value, inputs.at(i), learn, before.times[i]);
    });
  }
}

function load(family: string, bytes: Uint8Array): FittedDetector {
  const known = DETECTOR_FAMILIES[family as keyof typeof DETECTOR_FAMILIES];
  if (!known) throw new Error(`no detector family is named ${family}`);
  return known.load(bytes);
}

function robust(saved: SavedState): Judge {
  const continues = saved.assignmentId === null && saved.state !== null;
  return {
    assignmentId: null,
    modelVersionId: null,
    mode: 'FALLBACK',
    inputIds: [],
    detector: startRobust(continues ? (saved.state as Uint8Array) : undefined),
    confidence: cantelliShare,
    throughMs: saved.throughMs,
  };
}
