import { afterAll, beforeAll, expect, it } from 'vitest';
import { GateDecision } from '../../src/promotion/gate-decision.ts';
import type { TrainOutcome } from '../../src/training/trained-model.ts';
import { onEachDatabase } from '../database.ts';
import { type GroupPlant, openGroupPlant, walk, wave } from './group-plant.ts';

/** Weights so small, of so short a look-back, that little but the last value is left: it hurts where there is a season. */
const BLIND = { horizon: 12, season: 1, lookback: 8, penalty: 1_000 };

onEachDatabase('a version that a group shares', (kind) => {
  let plant: GroupPlant;
  let ids: number[];

  beforeAll(async () => {
    plant = await openGroupPlant(kind);
    ids = [await plant.sensorWith(walk(600, 3)), await plant.sensorWith(wave(600, 10, 2))];
  });
  afterAll(() => plant.close());

  const train = async (more: object = {}) => {
    const job = await plant.trained({ selection: { sensorIds: ids }, ...more });
    expect(job).toMatchObject({ status: 'SUCCEEDED', errorCode: null });
    return job.outcome() as TrainOutcome;
  };
  const decisions = (modelVersionId: number) =>
    plant.db.em().find(GateDecision, { modelVersionId }, { orderBy: { id: 'asc' } });
  const promote = (modelVersionId: number) =>
    plant.gate.promote({ modelVersionId, reason: '', by: 'ada' }, {});

  it('goes live for all its sensors or for none, through the gate, and back', async () => {
    const first = await train({ promote: true });
    expect(first.assignmentIds).toHaveLength(2);
    expect(await plant.live(ids)).toEqual([first.modelVersionId, first.modelVersionId]);

    const blind = await train({ config: BLIND, promote: true });
    expect(blind.assignmentIds).toEqual([]);
    expect(
      (await decisions(blind.modelVersionId)).map(({ sensorId, outcome }) => [sensorId, outcome]),
    ).toEqual([
      [ids[0], 'PASSED'],
      [ids[1], 'REFUSED'],
    ]);
    const tag = await plant.tag(ids[1]);
    await expect(promote(blind.modelVersionId)).rejects.toMatchObject({
      code: 'GATE_REFUSED',
      message: expect.stringContaining(`for 1 of 2 sensors: ${tag} LESS_ACCURATE`),
      details: { sensorIds: [ids[1]] },
    });
    expect(await plant.live(ids)).toEqual([first.modelVersionId, first.modelVersionId]);

    const alike = await train({ seed: 1 });
    expect((await promote(alike.modelVersionId)).assignments).toHaveLength(2);
    expect(await plant.live(ids)).toEqual([alike.modelVersionId, alike.modelVersionId]);
    const [decision] = await decisions(alike.modelVersionId);
    expect(JSON.parse(decision.evidence)).toMatchObject({ readings: 120 });

    const back = { modelVersionId: alike.modelVersionId, reason: 'worse at night', by: 'bob' };
    const both = await Promise.allSettled([1, 2].map(() => plant.registry.rollbackVersion(back)));
    const [won] = both.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const [lost] = both.flatMap((one) => (one.status === 'rejected' ? one.reason.code : []));
    expect(['ASSIGNMENT_CONFLICT', 'NOT_LIVE']).toContain(lost);
    const { assignments } = won;
    expect(assignments.map(({ sensorId, action, assignedBy }) => [sensorId, action, assignedBy])).toEqual(
      ids.map((id) => [id, 'ROLLBACK', 'bob']),
    );
    expect(await plant.live(ids)).toEqual([first.modelVersionId, first.modelVersionId]);
    await expect(plant.registry.rollbackVersion(back)).rejects.toMatchObject({ code: 'NOT_LIVE' });
    await expect(
      plant.registry.rollbackVersion({ ...back, modelVersionId: first.modelVersionId }),
    ).rejects.toMatchObject({ code: 'NO_EARLIER_VERSION', message: expect.stringContaining(tag) });
    expect(await plant.live(ids)).toEqual([first.modelVersionId, first.modelVersionId]);
    expect(plant.faults).toEqual([]);
  });
});
