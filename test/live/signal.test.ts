import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hear, hearLate, listen, type Signal, type SignalRules } from '../../src/detection/signal.ts';

const RULES: SignalRules = { silentAfterMs: 10_000, stuckAfterReadings: null };
const NOW_MS = 5_000_000;
const BAD = 2;

/** One reading a second from `fromMs` on; null is missing. */
const seconds = (values: readonly (number | null)[], fromMs = 0, quality = 0) => ({
  times: Float64Array.from(values, (_, i) => fromMs + i * 1_000),
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
  qualities: new Uint8Array(values.length).fill(quality),
});
const told = ({ changes }: ReturnType<typeof hear>) =>
  changes.map(({ previous, signal, atMs }) => [previous, signal.state, signal.sinceMs, atMs]);
const wave = (length: number) => Array.from({ length }, (_, i) => Math.sin(i));
const heardAll = (values: readonly (number | null)[]): Signal =>
  hear(null, seconds(values), RULES, NOW_MS).signal;

describe('a signal', () => {
  it('is live from the first reading on', () => {
    expect(told(hear(null, seconds([1, 2, 3]), RULES, NOW_MS))).toEqual([['NEVER_HEARD', 'LIVE', 0, 0]]);
  });

  it('is silent when nothing came for as long as is allowed, and live again with the next reading', () => {
    const live = heardAll([1, 2]);
    expect(told(listen(live, RULES, NOW_MS + 9_999))).toEqual([]);
    const { signal, changes } = listen(live, RULES, NOW_MS + 10_000);
    expect(told({ signal, changes })).toEqual([['LIVE', 'SILENT', NOW_MS, NOW_MS + 10_000]]);
    expect(listen(signal, RULES, NOW_MS + 90_000).changes).toEqual([]);
    expect(told(hear(signal, seconds([3], 70_000), RULES, NOW_MS + 90_000))).toEqual([
      ['SILENT', 'LIVE', 70_000, 70_000],
    ]);
  });

  it('is never silent where that is switched off', () => {
    const live = heardAll([1]);
    const off = { ...RULES, silentAfterMs: 0 };
    expect(listen(live, off, NOW_MS + 1e12).changes).toEqual([]);
  });

  it('is silent to whoever has waited, though the clock was set back meanwhile', () => {
    expect(told(listen(heardAll([1]), RULES, NOW_MS - 1_000))).toEqual([
      ['LIVE', 'SILENT', NOW_MS, NOW_MS - 1_000],
    ]);
  });

  it('has dropped out when readings come and none can be used for as long as is allowed', () => {
    const missing = seconds(Array(15).fill(null), 2_000);
    expect(told(hear(heardAll([1, 2]), missing, RULES, NOW_MS))).toEqual([
      ['LIVE', 'DROPPED_OUT', 2_000, 12_000],
    ]);
    const bad = seconds(wave(15), 2_000, BAD);
    const { signal } = hear(heardAll([1, 2]), bad, RULES, NOW_MS);
    expect(signal).toMatchObject({ state: 'DROPPED_OUT', usableMs: 1_000, heardMs: NOW_MS });
    expect(told(hear(signal, seconds([7], 20_000), RULES, NOW_MS))).toEqual([
      ['DROPPED_OUT', 'LIVE', 20_000, 20_000],
    ]);
  });

  it('has dropped out, not come back, when after a silence the first reading cannot be used', () => {
    const { signal } = listen(heardAll([1]), RULES, NOW_MS + 10_000);
    expect(told(hear(signal, seconds([null], 60_000), RULES, NOW_MS + 60_000))).toEqual([
      ['SILENT', 'DROPPED_OUT', 60_000, 60_000],
    ]);
  });

  it('is stuck after far more equal readings than ever before, and not before it is known how it moves', () => {
    expect(heardAll([...wave(60), ...Array(900).fill(7)]).state).toBe('LIVE');
    const known = hear(null, seconds([...wave(150), ...Array(40).fill(7), 8]), RULES, NOW_MS);
    expect(told(known)).toEqual([
      ['NEVER_HEARD', 'LIVE', 0, 0],
      ['LIVE', 'STUCK', 150_000, 179_000],
      ['STUCK', 'LIVE', 190_000, 190_000],
    ]);
    expect(known.signal.longestRun).toBe(1);
  });

  it('learns how long its values usually stay: ten times that is stuck', () => {
    const steps = Array.from({ length: 800 }, (_, i) => Math.floor(i / 8) % 2);
    const held = (count: number) => heardAll([...steps, 0, ...Array(count).fill(5)]).state;
    expect(held(79)).toBe('LIVE');
    expect(held(80)).toBe('STUCK');
  });

  it('is stuck after as many equal readings as was set; missing ones neither count nor break the row', () => {
    const set = { ...RULES, stuckAfterReadings: 3 };
    const changes = told(hear(null, seconds([1, 1, null, 1, 2]), set, NOW_MS));
    expect(changes.slice(1)).toEqual([
      ['LIVE', 'STUCK', 0, 3_000],
      ['STUCK', 'LIVE', 4_000, 4_000],
    ]);
    const off = { ...RULES, stuckAfterReadings: 0 };
    expect(hear(null, seconds([...wave(200), ...Array(9_000).fill(1)]), off, NOW_MS).signal.state).toBe(
      'LIVE',
    );
  });

  it('takes a late reading for a sign of life and for nothing else', () => {
    const live = heardAll([1, 2]);
    expect(hearLate(live, NOW_MS + 7)).toEqual({ signal: { ...live, heardMs: NOW_MS + 7 }, changes: [] });
    const { signal } = listen(live, RULES, NOW_MS + 10_000);
    expect(told(hearLate(signal, NOW_MS + 20_000))).toEqual([
      ['SILENT', 'LIVE', NOW_MS + 20_000, NOW_MS + 20_000],
    ]);
    expect(told(hearLate(null, NOW_MS))).toEqual([['NEVER_HEARD', 'LIVE', NOW_MS, NOW_MS]]);
  });

  it('is the same however its readings were cut into batches, and every change leads to the next', () => {
    const value = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 2 }), fc.double({ noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 1, max: 50 }),
        (values, size) => {
          const rules = { silentAfterMs: 5_000, stuckAfterReadings: 4 };
          const whole = hear(null, seconds(values), rules, NOW_MS);
          let signal: Signal | null = null;
          const changes = [];
          for (let from = 0; from < values.length; from += size) {
            const part = hear(signal, seconds(values.slice(from, from + size), from * 1_000), rules, NOW_MS);
            signal = JSON.parse(JSON.stringify(part.signal));
            changes.push(...part.changes);
          }
          expect(JSON.parse(JSON.stringify(whole.signal))).toEqual(signal);
          expect(told({ signal: whole.signal, changes })).toEqual(told(whole));
          let state: string = 'NEVER_HEARD';
          for (const change of changes) {
            expect(change.previous).toBe(state);
            expect(change.signal.state).not.toBe(state);
            state = change.signal.state;
          }
        },
      ),
    );
  });
});
