import { expect, test } from 'vitest';
import { ScenarioClock } from '../../scripts/demo/scenario-clock.ts';
import { judge } from '../../scripts/demo/verdict.ts';
import type { AnomalyEvent } from '../../scripts/graph/anomaly-watch.ts';
import { FAULTS, HISTORY_SAMPLES, LIVE_SAMPLES, type PlannedFault } from '../../seeds/scenario.ts';

const NOW = Date.UTC(2026, 0, 15, 10, 2, 30);
const clock = new ScenarioClock(NOW, LIVE_SAMPLES);
let ids = 0;

const event = (tag: string, index: number, type = 'OPENED', id = `anomaly ${++ids}`): AnomalyEvent =>
  ({
    type,
    time: new Date(clock.timeOf(index)).toISOString(),
    sensor: { tag },
    anomaly: { anomaly: { id }, severity: type },
  }) as unknown as AnomalyEvent;

const within = ({ sensorTag, startIndex }: PlannedFault, delay = 5) => event(sensorTag, startIndex + delay);
const all = FAULTS.map((fault) => within(fault));

test('the last sample of the scenario lies at most one period before the clock, and none after it', () => {
  const last = clock.timeOf(HISTORY_SAMPLES + LIVE_SAMPLES - 1);
  expect(last).toBe(Date.UTC(2026, 0, 15, 10, 0));
  expect(clock.indexOf(last)).toBe(HISTORY_SAMPLES + LIVE_SAMPLES - 1);
});

test('all faults announced in their windows and nothing else passes, with the delay of each', () => {
  const { outcomes, falseAlarms, passed } = judge(FAULTS, all, clock);
  expect(outcomes.map(({ delaySamples }) => delaySamples)).toEqual(FAULTS.map(() => 5));
  expect({ falseAlarms, passed }).toEqual({ falseAlarms: [], passed: true });
});

test('six kinds are enough and five are not', () => {
  expect(judge(FAULTS, all.slice(1), clock).passed).toBe(true);
  expect(judge(FAULTS, all.slice(2), clock).passed).toBe(false);
});

test('two false alarms are let pass and three are not', () => {
  const alarms = [100, 400, 700].map((offset) => event('PMP-102.FLOW', HISTORY_SAMPLES + offset));
  expect(judge(FAULTS, [...all, ...alarms.slice(1)], clock)).toMatchObject({ passed: true });
  const three = judge(FAULTS, [...all, ...alarms], clock);
  expect(three).toMatchObject({ passed: false, falseAlarms: alarms });
});

test('an announcement counts on the right sensor and inside the window only', () => {
  const [fault] = FAULTS;
  const before = event(fault.sensorTag, fault.startIndex - 1);
  const afterwards = event(fault.sensorTag, fault.endIndex + 1);
  const elsewhere = event('PMP-102.VIB', fault.startIndex);
  for (const wrong of [before, afterwards, elsewhere]) {
    const { outcomes } = judge([fault], [wrong], clock);
    expect(outcomes[0].announced).toBeUndefined();
  }
});

test('what opens as a fault ends is neither caught nor false, what opens long after is false', () => {
  const [fault] = FAULTS;
  const ending = event(fault.sensorTag, fault.endIndex + 100);
  const later = event(fault.sensorTag, fault.endIndex + 101);
  expect(judge([fault], [ending, later], clock).falseAlarms).toEqual([later]);
});

test('only an opening announces; what was said last of the same anomaly is kept', () => {
  const [fault] = FAULTS;
  const extended = (id: string) => event(fault.sensorTag, fault.startIndex + 30, 'EXTENDED', id);
  expect(judge([fault], [extended('a')], clock).outcomes[0].announced).toBeUndefined();
  const opened = event(fault.sensorTag, fault.startIndex + 9, 'OPENED', 'a');
  const [outcome] = judge([fault], [opened, extended('a'), extended('b')], clock).outcomes;
  expect(outcome).toMatchObject({
    announced: opened,
    delaySamples: 9,
    last: { anomaly: { anomaly: { id: 'a' } } },
  });
  expect(outcome.last?.type).toBe('EXTENDED');
});
