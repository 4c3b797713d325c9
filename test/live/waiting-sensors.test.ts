import { afterEach, expect, it, vi } from 'vitest';
import { WaitingSensors } from '../../src/live/waiting-sensors.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Three sensors that came at 0, 10 and 20 ms. */
const three = () => {
  vi.useFakeTimers({ now: 0 });
  const waiting = new WaitingSensors();
  for (const id of [1, 2, 3]) {
    vi.setSystemTime(10 * (id - 1));
    waiting.add([id]);
  }
  return waiting;
};

it('gives the longest waiting first, and counts those being judged until they are', () => {
  const waiting = three();
  expect(waiting.next(2)).toEqual([1, 2]);
  expect([waiting.size, waiting.state]).toEqual([1, { sensors: 3, sinceMs: 0 }]);
  waiting.settle([1, 2]);
  expect(waiting.state).toEqual({ sensors: 1, sinceMs: 20 });
  waiting.settle(waiting.next(2));
  expect([waiting.size, waiting.state]).toEqual([0, { sensors: 0, sinceMs: null }]);
});

it('what was added while a sensor was judged waits from then on', () => {
  const waiting = three();
  const ids = waiting.next(3);
  waiting.add([1]);
  vi.setSystemTime(500);
  waiting.settle(ids);
  expect(waiting.state).toEqual({ sensors: 1, sinceMs: 500 });
});

it('a sensor that is not caught up yet has waited since it first did, however many rounds it takes', () => {
  const waiting = three();
  for (const nowMs of [100, 200, 300]) {
    const ids = waiting.next(3);
    vi.setSystemTime(nowMs);
    waiting.settle(ids, [1]);
    expect(waiting.state).toEqual({ sensors: 1, sinceMs: 0 });
  }
  expect(waiting.next(3)).toEqual([1]);
});
