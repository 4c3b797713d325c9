import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { Anomaly } from '../../src/detection/anomaly.ts';
import type { FittedDetector } from '../../src/ml/detector.ts';
import { echoState } from '../../src/ml/prediction/echo-state-detector.ts';
import { onEachDatabase } from '../database.ts';
import { plantWithSensors } from '../plant.ts';
import { conclusions, openLine, secondsOf } from './open-line.ts';
import { promoted } from './promoted.ts';
import { seededRandom } from './signals.ts';

/** A valve that is opened and closed at random times, and a flow that follows it one sample later. */
function valveAndFlow(length: number, seed: number): { valve: number[]; flow: number[] } {
  const random = seededRandom(seed);
  const valve: number[] = [];
  for (let t = 0; t < length; t++) {
    const before = valve[t - 1] ?? 0;
    valve.push(random() < 0.03 ? 1 - before : before);
  }
  const flow = valve.map((_, t) => 2 * (valve[t - 1] ?? 0) + 0.02 * random());
  return { valve, flow };
}

/** What a STEP sensor sends: its changes. */
const changesOf = (id: number, values: readonly number[]) => {
  const all = secondsOf(id, values);
  const kept = values.flatMap((value, i) => (value === values[i - 1] ? [] : [i]));
  return { ...all, times: kept.map((i) => all.times[i]), values: kept.map((i) => values[i]) };
};

onEachDatabase('a version that looks at inputs', (kind) => {
  let db: Database;
  let flows: number[];
  let valves: number[];
  let fitted: FittedDetector;
  let next = 0;

  beforeAll(async () => {
    db = await kind.open();
    flows = await plantWithSensors(db, 10);
    valves = await plantWithSensors(db, 10, 'STEP');
    const { valve, flow } = valveAndFlow(3_000, 1);
    const train = { values: Float64Array.from(flow), inputs: [Float64Array.from(valve)] };
    fitted = await echoState.fit(train, echoState.parseConfig({ inputs: true }), { seed: 1 });
  });
  afterAll(() => db.close());

  const pair = async () => {
    const [flow, valve] = [flows[next], valves[next++]];
    const sha = `sha-inputs-${flow}`;
    await linked(db, flow, valve);
    await promoted(db, flow, sha, { family: 'echo-state', inputSensorIds: [valve] });
    return { flow, valve, artifacts: new Map([[sha, fitted.save()]]) };
  };

  it('judges each reading with the inputs as they were then', async () => {
    const { flow, valve, artifacts } = await pair();
    const { line, scorer, telemetry } = await openLine(db, artifacts);
    const signal = valveAndFlow(900, 2);
    const watched = telemetry.detections(1, ({ sensorId }) => sensorId === flow);
    const first = watched.next();
    const series = [secondsOf(flow, signal.flow), changesOf(valve, signal.valve)];
    await line.record({ series, historical: false });
    await scorer.idle();
    expect(await db.em().count(Anomaly, { sensorId: flow })).toBe(0);
    const live = fitted.live();
    const wanted = signal.flow.map(
      (value, t) => live.update(value, Float64Array.of(signal.valve[t])).expected,
    );
    const [seen] = (await first).value ?? [];
    await watched.return?.();
    expect(seen.expected).toBe(wanted[(seen.timeMs - series[0].times[0]) / 1_000]);
  });

  it('announces a flow that stays where it was though the valve has moved', async () => {
    const { flow, valve, artifacts } = await pair();
    const { line, scorer } = await openLine(db, artifacts);
    const signal = valveAndFlow(900, 3);
    for (let t = 700; t < 900; t++) signal.flow[t] = 2 * (1 - signal.valve[t - 1]);
    await line.record({
      series: [secondsOf(flow, signal.flow), changesOf(valve, signal.valve)],
      historical: false,
    });
    await scorer.idle();
    const found = await db.em().find(Anomaly, { sensorId: flow });
    expect(found[0]).toMatchObject({ detectionMode: 'MODEL' });
    expect(found[0].startMs).toBeGreaterThanOrEqual(secondsOf(0, [0], 700).times[0]);
  });

  it('concludes the same when the inputs come after the readings, within the bound', async () => {
    const [ordered, delayed] = [await pair(), await pair()];
    const signal = valveAndFlow(900, 4);
    for (let t = 700; t < 740; t++) signal.flow[t] = 2 * (1 - signal.valve[t - 1]);
    const artifacts = new Map([...ordered.artifacts, ...delayed.artifacts]);
    const { line, scorer } = await openLine(db, artifacts, 120_000);
    const whole = [secondsOf(ordered.flow, signal.flow), changesOf(ordered.valve, signal.valve)];
    await line.record({ series: whole, historical: false });
    await scorer.idle();
    for (let from = 0; from < 900; from += 60) {
      const part = <T>(items: readonly T[]) => items.slice(from, from + 60);
      const readings = secondsOf(delayed.flow, part(signal.flow), from);
      await line.record({ series: [readings], historical: false });
      await scorer.idle();
      const steps = changesOf(delayed.valve, signal.valve);
      const within = steps.times.flatMap((time, i) =>
        time >= readings.times[0] && time <= (readings.times.at(-1) ?? 0) ? [i] : [],
      );
      if (within.length === 0) continue;
      const changes = {
        ...steps,
        times: within.map((i) => steps.times[i]),
        values: within.map((i) => steps.values[i]),
      };
      await line.record({ series: [changes], historical: false });
      await scorer.idle();
    }
    const standing = async (sensorId: number) =>
      (await conclusions(db, sensorId)).anomalies
        .filter(({ status }) => status !== 'RETRACTED')
        .map(({ startMs, endMs, score, expected }) => ({ startMs, endMs, score, expected }));
    const expected = await standing(ordered.flow);
    expect(expected.length).toBeGreaterThan(0);
    expect(await standing(delayed.flow)).toEqual(expected);
  });

  it('is not used for a sensor that has not those inputs', async () => {
    const [flow] = flows.slice(-1);
    await promoted(db, flow, 'sha-without', { family: 'echo-state' });
    const { line, scorer, unusable } = await openLine(db, new Map([['sha-without', fitted.save()]]));
    await line.record({ series: [secondsOf(flow, valveAndFlow(50, 5).flow)], historical: false });
    await scorer.idle();
    expect(unusable).toEqual(['it looks at 1 inputs, not 0']);
  });
});

async function linked(db: Database, sensorId: number, inputId: number): Promise<void> {
  await db
    .em()
    .execute('insert into sensor_input (sensor_id, position, input_id) values (?, 0, ?)', [
      sensorId,
      inputId,
    ]);
}
