import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatasetVersion } from '../../src/datasets/dataset-version.ts';
import { Sensor } from '../../src/equipment/sensor.ts';
import { trackerMarks } from '../../src/forecasting/tracker-state.ts';
import { Job } from '../../src/jobs/job.ts';
import { jobPage } from '../../src/jobs/job-page.ts';
import { FORECASTER_FAMILIES } from '../../src/ml/forecasters.ts';
import { ModelVersion } from '../../src/registry/model-version.ts';
import { membersOf } from '../../src/registry/registry-page.ts';
import { Retraining } from '../../src/training/retraining.ts';
import { setRetrainingPolicy } from '../../src/training/retraining-policy.ts';
import { sensorTrainings } from '../../src/training/sensor-training.ts';
import type { TrainOutcome } from '../../src/training/trained-model.ts';
import { onEachDatabase } from '../database.ts';
import { type GroupPlant, openGroupPlant, wave } from './group-plant.ts';

onEachDatabase('the training of a group', (kind) => {
  let plant: GroupPlant;

  beforeAll(async () => {
    plant = await openGroupPlant(kind);
  });
  afterAll(() => plant.close());

  const twoSensors = async () => [
    await plant.sensorWith(wave(600, 1, 1)),
    await plant.sensorWith(wave(500, 40, 2), 60),
  ];
  const outcomeOf = async (job: Awaited<ReturnType<GroupPlant['trained']>>) => {
    expect(job).toMatchObject({ status: 'SUCCEEDED', errorCode: null });
    return job.outcome() as TrainOutcome;
  };

  it('makes one version of weights that all share, with data and figures of each sensor', async () => {
    const ids = await twoSensors();
    const job = await plant.trained({ selection: { sensorIds: ids.toReversed() }, seed: 3 });
    const { modelVersionId } = await outcomeOf(job);
    const em = plant.db.em();
    const version = await em.findOneOrFail(ModelVersion, modelVersionId);
    expect(version).toMatchObject({ scopeKind: 'GROUP', scopeName: 'pumps', version: 1, seed: 3 });
    const [members] = await membersOf(em, [modelVersionId]);
    expect(members.map(({ sensorId }) => sensorId)).toEqual(ids);
    const datasets = await Promise.all(
      members.map(({ datasetVersionId }) => em.findOneOrFail(DatasetVersion, datasetVersionId)),
    );
    expect(
      datasets.map(({ sensorId, sampleCount, trainCount, fromMs }) => [
        sensorId,
        sampleCount,
        trainCount,
        fromMs,
      ]),
    ).toEqual([
      [ids[0], 600, 480, 0],
      [ids[1], 500, 400, 60_000],
    ]);
    expect(version.datasetVersionId).toBe(datasets[0].id);
    const figures = members.map(({ metrics }) => JSON.parse(metrics));
    for (const [k, { metrics, baselineMetrics }] of members.entries())
      expect(JSON.parse(metrics).mae).toBeLessThan([0.3, 1][k] * JSON.parse(baselineMetrics).lastValueMae);
    const { model, baseline } = version.outOfSample();
    expect(model.mase).toBeCloseTo((figures[0].mase + figures[1].mase) / 2, 12);
    expect([model.mae, model.members, baseline.mae]).toEqual([undefined, 2, undefined]);
    const group = FORECASTER_FAMILIES.ridge.group?.load(await plant.registry.artifact(version));
    expect(group?.members).toHaveLength(2);
  });

  it('is a training of each of its sensors, whose intervals go on where the weights have seen no more', async () => {
    const ids = await twoSensors();
    const job = await plant.trained({ name: 'told', selection: { sensorIds: ids } });
    const { modelVersionId } = await outcomeOf(job);
    const em = plant.db.em();
    const filter = { task: 'FORECASTING' as const, sensorIds: ids };
    const { rows } = await sensorTrainings(em, filter, { first: 5, after: null });
    for (const row of rows)
      expect(row).toMatchObject({
        state: 'TRAINED',
        modelVersionId,
        trainingJobId: job.id,
        endedJobId: job.id,
      });
    const listed = await jobPage(em, 'TRAIN', { sensorId: ids[1] }, { first: 5, after: null });
    expect(listed.rows.map(({ id }) => id)).toEqual([job.id]);
    const asked = ids.map((sensorId) => ({ sensorId, modelVersionId, originMs: 1e9 }));
    const marks = await trackerMarks(em, asked);
    expect(ids.map((id) => marks.get(id)?.begunMs)).toEqual([479_000, 459_000]);
  });

  it('refuses every sensor that stands in the way by name, before anything is queued', async () => {
    const [good, other] = await twoSensors();
    const short = await plant.sensorWith(wave(20, 1, 3));
    const slow = await plant.sensorWith(wave(600, 1, 4));
    const retired = await plant.sensorWith(wave(600, 1, 5));
    await plant.db.em().nativeUpdate(Sensor, slow, { samplingPeriodMs: 2_000 });
    await plant.db.em().nativeUpdate(Sensor, retired, { retiredAtMs: 1 });
    const tag = await plant.tag(short);
    const selection = { sensorIds: [good, other, short, slow, retired, 9_999] };
    await expect(plant.train({ selection })).rejects.toMatchObject({
      code: 'GROUP_REFUSED',
      message: expect.stringContaining(`${tag}: 20 usable samples`),
      refusals: [
        { sensorId: short, error: { code: 'INSUFFICIENT_DATA', details: { given: 20 } } },
        { sensorId: retired, error: { code: 'RETIRED' } },
        { sensorId: 9_999, error: { code: 'NOT_FOUND' } },
        { sensorId: slow, error: { code: 'DIFFERENT_PERIOD' } },
      ],
    });
    const two = { sensorIds: [good, other] };
    for (const family of ['seasonal-naive', 'last-value'])
      await expect(plant.train({ selection: two, family, config: {} })).rejects.toMatchObject({
        code: 'WEIGHTS_NOT_SHARED',
        remedy: expect.stringContaining('ridge, ridge-504, ols, transformer'),
      });
    const robust = { task: 'DETECTION' as const, family: 'robust', config: {} };
    await expect(plant.train({ selection: two, ...robust })).rejects.toMatchObject({
      code: 'WEIGHTS_NOT_SHARED',
    });
    for (const sensorIds of [[good], [good, good], Array.from({ length: 201 }, (_, i) => i + 1)])
      await expect(plant.train({ selection: { sensorIds } })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    await expect(plant.train({ selection: two, name: ' ' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('names the sensor whose readings turn out to be too few', async () => {
    const [good] = await twoSensors();
    const holes = wave(600, 1, 6).map((value, t) => (t % 8 === 0 ? value : Number.NaN));
    const sparse = await plant.sensorWith(holes);
    const job = await plant.trained({ name: 'sparse', selection: { sensorIds: [good, sparse] } });
    expect(job).toMatchObject({ status: 'FAILED', errorCode: 'GROUP_REFUSED' });
    expect(job.errorMessage).toContain(
      `1 of 2 sensors cannot be trained with the others. ${await plant.tag(sparse)}:`,
    );
  });

  it('does not queue the same group twice while it is pending', async () => {
    const sensorIds = await twoSensors();
    const first = await plant.train({ name: 'twice', selection: { sensorIds } });
    const again = plant.train({ name: 'twice', selection: { sensorIds: sensorIds.toReversed() } });
    await expect(again).rejects.toMatchObject({ code: 'ALREADY_QUEUED', details: { jobId: first.id } });
  });

  it('is trained again as a group, once, when a policy finds its version too old', async () => {
    const sensorIds = await twoSensors();
    const { modelVersionId } = await outcomeOf(
      await plant.trained({ name: 'aged', selection: { sensorIds } }),
    );
    const em = plant.db.em();
    await em.execute('update model_version set created_at_ms = 5');
    await em.execute('update job set created_at_ms = 5');
    await em.nativeUpdate(ModelVersion, { id: { $ne: modelVersionId } }, { createdAtMs: Date.now() });
    await setRetrainingPolicy(plant.db, 'FORECASTING', { isEnabled: true, jobsPerDay: 9 }, 'ada');
    const retraining = new Retraining(plant.queue, (error) => plant.faults.push(error));
    expect([await retraining.round(), await retraining.round()]).toEqual([1, 0]);
    const [job] = await em.find(Job, { origin: 'POLICY' });
    expect(job.requested()).toMatchObject({ group: { name: 'aged', sensorIds }, promote: false });
    await setRetrainingPolicy(plant.db, 'FORECASTING', { isEnabled: false }, 'ada');
    expect((await plant.finished(job)).status).toBe('SUCCEEDED');
  });

  it('is held against what is stored, sensor by sensor', async () => {
    const ids = await twoSensors();
    const { modelVersionId } = await outcomeOf(
      await plant.trained({ name: 'held', selection: { sensorIds: ids } }),
    );
    const before = await plant.lineage.verify(modelVersionId);
    expect(before.datasets.map(({ sensorId, changes }) => [sensorId, changes])).toEqual(
      ids.map((id) => [id, []]),
    );
    await plant.db
      .em()
      .execute(`update reading set value = value + 1 where sensor_id = ${ids[1]} and source_time_ms = 70000`);
    const { datasets } = await plant.lineage.verify(modelVersionId);
    expect(datasets.map(({ changes }) => changes.map(({ kind: what }) => what))).toEqual([[], ['VALUES']]);
    expect(plant.faults).toEqual([]);
  });
});
