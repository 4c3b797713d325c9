import type { Database, EntityManager } from '../db/database.ts';
import type { ArtifactReader } from '../detection/live-detectors.ts';
import type { Requester } from '../jobs/enqueue.ts';
import type { Job } from '../jobs/job.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { ReadingsStore } from '../readings/store.ts';
import { ModelVersion } from '../registry/model-version.ts';
import { RegisteredModel } from '../registry/registered-model.ts';
import { ModelValidation, VALIDATION_VERDICTS, type ValidationVerdict } from './model-validation.ts';
import { RivalPairs, type RivalThreads } from './rival-threads.ts';
import { type Checked, validateVersion } from './validate-version.ts';
import {
  checkedScope,
  subjectsOf,
  type ValidationScope,
  type ValidationSubject,
} from './validation-scope.ts';
import { versionOfSensor } from './version-of-sensor.ts';

export const VALIDATE_JOB = 'VALIDATE';

/** What a succeeded job came to: how many versions had each verdict. */
export type ValidateOutcome = { readonly verdicts: Readonly<Record<ValidationVerdict, number>> };

/** Checks versions anew, as durable jobs. */
export class ModelValidations {
  readonly #db: Database;
  readonly #readings: ReadingsStore;
  readonly #artifact: ArtifactReader;
  readonly #queue: JobQueue;
  readonly #pairs = new RivalPairs();

  constructor(db: Database, readings: ReadingsStore, artifact: ArtifactReader, queue: JobQueue) {
    this.#db = db;
    this.#readings = readings;
    this.#artifact = artifact;
    this.#queue = queue;
  }

  /** @throws NotFoundError, InvalidInputError, ConflictError VERSION_DELETED */
  async validate(scope: ValidationScope, requestedBy: Requester): Promise<Job> {
    const request = await checkedScope(this.#db.em(), scope);
    return this.#queue.enqueue({ kind: VALIDATE_JOB, sensorId: null, request, requestedBy });
  }

  /** Runs a VALIDATE job. */
  readonly handler: JobHandler = async (job, { signal, progress }) => {
    const scope = job.requested() as ValidationScope;
    const subjects = await subjectsOf(this.#db.em(), scope);
    const found: NewValidation[] = [];
    await this.#pairs.judge(async (threads) => {
      for (const subject of subjects) {
        progress(found.length / subjects.length, 'VALIDATE');
        signal.throwIfAborted();
        found.push(await this.#check(subject, threads, signal));
      }
    });
    return async (em): Promise<ValidateOutcome> => {
      await em.insertMany(
        ModelValidation,
        found.map((validation) => ({ ...validation, jobId: job.id, validatedAtMs: Date.now() })),
      );
      return { verdicts: counted(found) };
    };
  };

  /** Ends the threads. */
  stop(): Promise<void> {
    return this.#pairs.stop();
  }

  async #check(
    { modelVersionId, sensorId }: ValidationSubject,
    threads: RivalThreads,
    signal: AbortSignal,
  ): Promise<NewValidation> {
    const em = this.#db.em();
    const readings = this.#readings.until(signal);
    const sources = { em, readings, artifact: this.#artifact, threads };
    const checked = await checkedVersion(em, modelVersionId, sensorId);
    const { verdict, problems, evidence } = await validateVersion(sources, checked, signal);
    return {
      ...{ modelVersionId, sensorId, task: checked.task, verdict },
      problems: JSON.stringify(problems),
      evidence: JSON.stringify(evidence),
    };
  }
}

type NewValidation = Pick<
  ModelValidation,
  'modelVersionId' | 'sensorId' | 'task' | 'verdict' | 'problems' | 'evidence'
>;

async function checkedVersion(em: EntityManager, modelVersionId: number, sensorId: number): Promise<Checked> {
  const version = await em.findOneOrFail(ModelVersion, modelVersionId);
  const { task } = await em.findOneOrFail(RegisteredModel, version.registeredModelId);
  const { family, artifactSha256 } = version;
  return { task, sensorId, family, artifactSha256, ...(await versionOfSensor(em, version, sensorId)) };
}

function counted(found: readonly NewValidation[]): Record<ValidationVerdict, number> {
  const ofVerdict = (wanted: ValidationVerdict) => found.filter(({ verdict }) => verdict === wanted).length;
  const counts = VALIDATION_VERDICTS.map((verdict) => [verdict, ofVerdict(verdict)]);
  return Object.fromEntries(counts) as Record<ValidationVerdict, number>;
}
