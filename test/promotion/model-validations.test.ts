import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Job } from '../../src/jobs/job.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { JobRunner } from '../../src/jobs/job-runner.ts';
import { ModelValidation } from '../../src/promotion/model-validation.ts';
import { ModelValidations, VALIDATE_JOB } from '../../src/promotion/model-validations.ts';
import { endWithdrawn } from '../../src/promotion/shadow-runs.ts';
import { detectorProblems, forecasterProblems } from '../../src/promotion/validation-rules.ts';
import type { ValidationScope } from '../../src/promotion/validation-scope.ts';
import { Challengers } from '../../src/registry/challengers.ts';
import type { ModelVersion } from '../../src/registry/model-version.ts';
import { onEachDatabase } from '../database.ts';
import { type GatedPlant, gatedPlant, SAMPLES, wave } from './gated-plant.ts';

const steady = Array.from({ length: SAMPLES }, (_, i) => wave(i));
const faulty = steady.map((value, i) => (i >= 800 && i < 900 ? value + 60 : value));

onEachDatabase('the validation of versions', (kind) => {
  let db: Database;
  let plant: GatedPlant;
  let queue: JobQueue;
  let validations: ModelValidations;

  beforeAll(async () => {
    db = await kind.open();
    plant = await gatedPlant(db, 6);
    queue = new JobQueue(db, { wake: () => {} });
    validations = new ModelValidations(
      db,
      plant.readings,
      (version) => plant.registry.artifact(version),
      queue,
    );
  });
  afterAll(() => plant.close());

  const promote = ({ id }: ModelVersion) =>
    plant.registry.promote({ modelVersionId: id, reason: '', by: 'ada' });
  const validated = async (scope: ValidationScope) => {
    const { id } = await validations.validate(scope, 'ada');
    const faults: unknown[] = [];
    const onFault = (error: unknown) => faults.push(error);
    const runner = new JobRunner(queue, { [VALIDATE_JOB]: validations.handler }, { pollMs: 20, onFault });
    runner.start();
    onTestFinished(() => runner.stop());
    await expect
      .poll(async () => (await db.em().findOneOrFail(Job, id)).status, { timeout: 20_000 })
      .toBe('SUCCEEDED');
    expect(faults).toEqual([]);
    const found = await db.em().find(ModelValidation, { jobId: id }, { orderBy: { id: 'asc' } });
    const byVersion = found.map((one) => [one.modelVersionId, one.verdict, JSON.parse(one.problems)]);
    return { byVersion, found, verdicts: (await db.em().findOneOrFail(Job, id)).outcome()?.verdicts };
  };

  it('says of everything that is live or a challenger whether it still is what it was', async () => {
    const [calm, moved, broken] = [
      await plant.sensorWith(steady),
      await plant.sensorWith(faulty),
      await plant.sensorWith(steady),
    ];
    const [sound, degraded, corrupt] = [
      await plant.detector(calm, 5),
      await plant.detector(moved, 5.5),
      await plant.detector(broken, 6),
    ];
    const [unjudged, forecaster] = [
      await plant.detector(calm, 6.5, SAMPLES - 10),
      await plant.forecaster(calm, 'ridge'),
    ];
    for (const version of [sound, degraded, corrupt, forecaster]) await promote(version);
    await new Challengers(db, endWithdrawn).set({ sensorId: calm, modelVersionId: unjudged.id, by: 'ada' });
    await plant.detector(moved, 7);
    const { artifactSha256: sha } = corrupt;
    await truncate(join(plant.folder, 'sha256', sha.slice(0, 2), sha.slice(2)), 30);
    const { byVersion, found, verdicts } = await validated({});
    expect(byVersion).toEqual([
      [sound.id, 'SOUND', []],
      [unjudged.id, 'UNJUDGED', ['TOO_FEW_READINGS']],
      [forecaster.id, 'SOUND', []],
      [degraded.id, 'DEGRADED', ['MORE_TIME_OPEN']],
      [corrupt.id, 'UNUSABLE', ['ARTIFACT_CORRUPT']],
    ]);
    expect(verdicts).toEqual({ SOUND: 2, DEGRADED: 1, UNUSABLE: 1, UNJUDGED: 1 });
    expect(JSON.parse(found[0].evidence)).toMatchObject({
      readings: 300,
      now: { nonFiniteScores: 0 },
      atTraining: { samples: 300 },
    });
    expect(JSON.parse(found[4].evidence).message).toContain(sha);
    const alone = await validated({ modelVersionId: degraded.id });
    expect(alone.byVersion).toEqual([[degraded.id, 'DEGRADED', ['MORE_TIME_OPEN']]]);
  });

  it('refuses what does not exist, and two scopes at once', async () => {
    await expect(validations.validate({ modelVersionId: 9_999 }, 'ada')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(validations.validate({ equipmentId: 9_999 }, 'ada')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(validations.validate({ modelVersionId: 1, equipmentId: 1 }, 'ada')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});

describe('the rules of validation', () => {
  const then = { samples: 1_000, falseAlarmsPer10000: 20, shareFlagged: 0.02 };
  const now = { falseAlarms: 2, shareOpen: 0.02, nonFiniteScores: 0 };

  it.each([
    [{}, []],
    [{ falseAlarms: 5 }, []],
    [{ falseAlarms: 14 }, ['MORE_FALSE_ALARMS']],
    [{ shareOpen: 0.08 }, ['MORE_TIME_OPEN']],
    [{ nonFiniteScores: 3 }, ['NON_FINITE_SCORES']],
  ])('hold a detector that now has %j against its training', (change, problems) => {
    expect(detectorProblems({ ...now, ...change }, then, 1_000)).toEqual(problems);
  });

  it.each([
    [{}, []],
    [{ mae: 1.7 }, ['LESS_ACCURATE']],
    [{ coverageGap: 0.2 }, ['WORSE_CALIBRATED']],
    [{ mae: Number.NaN }, ['NON_FINITE_SCORES']],
  ])('hold a forecaster that now has %j against its training', (change, problems) => {
    expect(
      forecasterProblems({ mae: 1, coverageGap: 0.02, ...change }, { mae: 1.1, coverage: 0.88 }),
    ).toEqual(problems);
  });
});
