import { expect, it, onTestFinished, vi } from 'vitest';
import { atInstant } from '../../src/tokens/at-instant.ts';

const DAY_MS = 86_400_000;

function calledAfter(days: number): {
  readonly call: ReturnType<typeof vi.fn>;
  readonly callOff: () => void;
} {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const call = vi.fn();
  return { call, callOff: atInstant(Date.now() + days * DAY_MS, call) };
}

it('an instant in ninety days comes then, not at once or when one timer can hold no more', () => {
  const { call } = calledAfter(90);
  vi.advanceTimersByTime(90 * DAY_MS - 1);
  expect(call).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(call).toHaveBeenCalledOnce();
});

it('what is called off never comes, and neither does infinity', () => {
  const { call, callOff } = calledAfter(90);
  vi.advanceTimersByTime(60 * DAY_MS);
  callOff();
  const { call: never } = calledAfter(Number.POSITIVE_INFINITY);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(60 * DAY_MS);
  expect([call, never].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
});

it('an instant that is past comes at once', () => {
  expect(calledAfter(-1).call).toHaveBeenCalledOnce();
});
