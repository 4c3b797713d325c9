import { rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import type { Database } from '../../src/db/database.ts';
import { OperatorLabel } from '../../src/labels/operator-label.ts';
import { GateDecision, type GateEvidence } from '../../src/promotion/gate-decision.ts';
import { liveAssignments } from '../../src/registry/live-assignments.ts';
import { ModelVersion } from '../../src/registry/model-version.ts';
import { onEachDatabase } from '../database.ts';
import { FITTED_ON, type GatedPlant, gatedPlant, SAMPLES, wave } from './gated-plant.ts';

const steady = Array.from({ length: SAMPLES }, (_, i) => wave(i));
/** Two steps after what was fitted on, each ten samples long. */
const faulty = steady.map((value, i) =>
  (i >= 800 && i < 810) || (i >= 900 && i < 910) ? value + 60 : value,
);

onEachDatabase('the promotion gate', (kind) => {
  let db: Database;
  let plant: GatedPlant;

  beforeAll(async () => {
    db = await kind.open();
    plant = await gatedPlant(db, 14);
  });
  afterAll(() => plant.close());

  /** What no database has a part in. */
  const onceOnly = (promise: string, test: () => Promise<void>): void => {
    if (kind.name === 'SQLite') it(promise, test);
  };
  const promote = ({ id }: ModelVersion, override?: string, expectedAssignmentId?: number | null) =>
    plant.gate.promote(
      { modelVersionId: id, reason: 'better', by: 'ada', override, expectedAssignmentId },
      {},
    );
  const live = async (sensorId: number, task: 'DETECTION' | 'FORECASTING' = 'DETECTION') =>
    (await liveAssignments(db.em(), [sensorId], task)).get(sensorId)?.modelVersionId;
  const decisionsOf = async ({ id }: ModelVersion) => {
    const decisions = await db.em().find(GateDecision, { modelVersionId: id }, { orderBy: { id: 'asc' } });
    return decisions.map(({ outcome, reasons, evidence, championVersionId, overrideReason }) => ({
      ...{ outcome, reasons: JSON.parse(reasons), evidence: JSON.parse(evidence) as GateEvidence },
      ...{ championVersionId, overrideReason },
    }));
  };

  it('lets a first version in, on the figures that it was registered with', async () => {
    const id = await plant.sensorWith(steady);
    const first = await plant.detector(id, 5);
    const { assignments, decisionIds } = await promote(first);
    expect([assignments.length, decisionIds.length, await live(id)]).toEqual([1, 1, first.id]);
    expect(await decisionsOf(first)).toMatchObject([
      {
        outcome: 'PASSED',
        reasons: ['FIRST_VERSION'],
        championVersionId: null,
        evidence: { candidate: { falseAlarms: 1 } },
      },
    ]);
  });

  it('refuses what is worse than the champion on readings that neither was fitted on, and keeps the numbers', async () => {
    const id = await plant.sensorWith(steady);
    const [champion, jumpy] = [await plant.detector(id, 5), await plant.detector(id, 0.2)];
    await promote(champion);
    const refused = await promote(jumpy).catch((error) => error);
    expect(refused).toMatchObject({ code: 'GATE_REFUSED', decisionIds: [expect.any(Number)] });
    expect(refused.message).toContain('MORE_TIME_OPEN');
    expect(await live(id)).toBe(champion.id);
    const [{ evidence, championVersionId, outcome }] = await decisionsOf(jumpy);
    expect([outcome, championVersionId]).toEqual(['REFUSED', champion.id]);
    expect(evidence).toMatchObject({
      fromMs: FITTED_ON * 1_000,
      toMs: (SAMPLES - 1) * 1_000,
      readings: SAMPLES - FITTED_ON,
    });
    expect(evidence.candidate.shareOpen).toBeGreaterThan((evidence.champion?.shareOpen ?? 1) + 0.05);
    expect(evidence.baseline).toHaveProperty('falseAlarmsPer10000');
  });

  onceOnly('lets in what is not worse, and what an administrator gives a reason for', async () => {
    const id = await plant.sensorWith(steady);
    const [champion, equal, jumpy] = [
      await plant.detector(id, 5),
      await plant.detector(id, 5.5),
      await plant.detector(id, 0.2),
    ];
    await promote(champion);
    await promote(equal);
    expect((await decisionsOf(equal))[0]).toMatchObject({ outcome: 'PASSED', reasons: ['NOT_WORSE'] });
    await expect(promote(jumpy, ' ')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await promote(jumpy, 'The sensor was replaced');
    expect(await live(id)).toBe(jumpy.id);
    expect((await decisionsOf(jumpy))[0]).toMatchObject({
      outcome: 'OVERRIDDEN',
      overrideReason: 'The sensor was replaced',
    });
  });

  onceOnly('holds what operators confirmed against both', async () => {
    const id = await plant.sensorWith(faulty);
    const [deaf, keen] = [await plant.detector(id, 400), await plant.detector(id, 5)];
    await promote(keen);
    await db.transaction(async (em) => {
      for (const start of [800, 900])
        em.create(OperatorLabel, {
          ...{ sensorId: id, startMs: start * 1_000, endMs: (start + 9) * 1_000 },
          ...{ verdict: 'CONFIRMED', author: 'ada', createdAtMs: 0 },
        });
    });
    await expect(promote(deaf)).rejects.toMatchObject({ code: 'GATE_REFUSED' });
    const [{ reasons, evidence }] = await decisionsOf(deaf);
    expect(reasons).toEqual(['FEWER_CATCHES']);
    expect([evidence.labels, evidence.candidate.caughtLabels]).toEqual([2, 0]);
    expect(evidence.champion?.caughtLabels).toBe(2);
  });

  onceOnly('holds forecasters against each other at the same origins', async () => {
    const id = await plant.sensorWith(steady);
    const [ridge, naive] = [await plant.forecaster(id, 'ridge'), await plant.forecaster(id, 'last-value')];
    await promote(naive);
    await promote(ridge);
    expect(await live(id, 'FORECASTING')).toBe(ridge.id);
    await expect(promote(naive)).rejects.toMatchObject({ code: 'GATE_REFUSED' });
    const [, { reasons, evidence }] = await decisionsOf(naive);
    expect(reasons).toContain('LESS_ACCURATE');
    expect(evidence.candidate.mae).toBeGreaterThan(evidence.champion?.mae ?? Number.POSITIVE_INFINITY);
    expect(evidence.candidate.mae).toBeCloseTo(evidence.baseline.mae, 9);
  });

  onceOnly('compares nothing where too little is held out', async () => {
    const id = await plant.sensorWith(steady);
    await promote(await plant.detector(id, 5, SAMPLES - 20));
    const candidate = await plant.detector(id, 5);
    await expect(promote(candidate)).rejects.toMatchObject({ code: 'GATE_REFUSED' });
    expect(await decisionsOf(candidate)).toMatchObject([
      { reasons: ['TOO_FEW_READINGS'], evidence: { readings: 20 } },
    ]);
  });

  onceOnly('lets nothing in that cannot be loaded, and does not hold to a champion that cannot', async () => {
    const id = await plant.sensorWith(steady);
    const [champion, damaged, sound] = [
      await plant.detector(id, 6),
      await plant.detector(id, 7),
      await plant.detector(id, 8),
    ];
    const fileOf = ({ artifactSha256: sha }: ModelVersion) =>
      join(plant.folder, 'sha256', sha.slice(0, 2), sha.slice(2));
    await promote(champion);
    await truncate(fileOf(damaged), 9);
    await expect(promote(damaged, 'urgent')).rejects.toMatchObject({ code: 'CORRUPT_ARTIFACT' });
    await rm(fileOf(champion));
    await promote(sound);
    expect(await decisionsOf(sound)).toMatchObject([{ outcome: 'PASSED', reasons: ['CHAMPION_UNUSABLE'] }]);
  });

  it('lets one of two promotions at the same instant win, the other is told what is live', async () => {
    const id = await plant.sensorWith(steady);
    const champion = await plant.detector(id, 5);
    const [{ assignments }] = [await promote(champion)];
    const rivals = [await plant.detector(id, 5.1), await plant.detector(id, 5.2)];
    const outcomes = await Promise.allSettled(
      rivals.map((rival) => promote(rival, undefined, assignments[0].id)),
    );
    const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
    const lost = outcomes[1 - won];
    expect(await live(id)).toBe(rivals[won].id);
    const current = (await liveAssignments(db.em(), [id], 'DETECTION')).get(id);
    expect(lost).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'ASSIGNMENT_CONFLICT',
        name: 'PromotionConflictError',
        assignmentIds: [current?.assignmentId],
      },
    });
    expect(await decisionsOf(rivals[1 - won])).toEqual([]);
  });

  it('does not let a freshly trained version live when the champion changed while it was judged', async () => {
    const id = await plant.sensorWith(steady);
    const [champion, next, trained] = [
      await plant.detector(id, 5),
      await plant.detector(id, 5.1),
      await plant.detector(id, 5.2),
    ];
    await promote(champion);
    const em = db.em();
    const { family, artifactSha256, datasetVersionId } = trained;
    const dataset = await em.findOneOrFail(DatasetVersion, datasetVersionId);
    const figures = { metrics: {}, baselineMetrics: {}, memberPlace: 0 };
    const model = { sensorId: id, task: 'DETECTION' as const, family, artifactSha256, dataset, ...figures };
    const promotion = { modelVersionId: trained.id, reason: '', by: 'ada' };
    const settle = async (judged: Awaited<ReturnType<typeof plant.gate.judgeTrained>>) =>
      db.transaction(async (inner) =>
        judged.settle(inner, await inner.findOneOrFail(ModelVersion, trained.id), promotion),
      );
    const judged = await plant.gate.judgeTrained([model], {});
    await promote(next);
    expect((await settle(judged)).assignments).toEqual([]);
    expect(await decisionsOf(trained)).toMatchObject([{ outcome: 'REFUSED', reasons: ['CHAMPION_CHANGED'] }]);
    expect((await settle(await plant.gate.judgeTrained([model], {}))).assignments).toHaveLength(1);
    expect(await live(id)).toBe(trained.id);
  });
});
