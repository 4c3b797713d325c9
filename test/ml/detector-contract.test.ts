import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CorruptArtifactError, InsufficientDataError, InvalidInputError } from '../../src/errors.ts';
import type { FittedDetector } from '../../src/ml/detector.ts';
import { DETECTOR_FAMILIES } from '../../src/ml/detectors.ts';
import { startRobust } from '../../src/ml/robust/robust-start.ts';
import { openTensors } from '../../src/tensors/open-tensors.ts';
import { DETECTOR_FORMS } from './detector-forms.ts';
import {
  expectRestoredEqualsUninterrupted,
  expectSound,
  furthest,
  hostileSeries,
  NORMAL,
  run,
  STRANGE,
  scoresAround,
} from './live-contract.ts';
import { healthy } from './signals.ts';
import { univariate } from './univariate.ts';

const TRAIN = univariate(healthy(1, 480));

/** What learns nothing while it judges. */
const STILL = new Set(['reconstruction', 'robust', 'robust with peaks over threshold']);

describe.each(DETECTOR_FORMS)('detector family $form', async ({ form, family, settings, features }) => {
  const config = family.parseConfig(settings);
  const trained = (values = TRAIN, seed = 7): Promise<FittedDetector> =>
    family.fit(values, config, { seed, features, tensors: openTensors });
  const fitted = await trained();

  test('is listed under its own name', () => {
    expect(DETECTOR_FAMILIES[family.name]).toBe(family);
  });

  test('judges hostile input with finite numbers, live and in batch', () => {
    fc.assert(
      fc.property(hostileSeries, (values) => {
        run(fitted.live(), values).forEach(expectSound);
        const batch = fitted.detect(univariate(values));
        expect(batch.score.length).toBe(values.length);
        expect(batch.expected.length).toBe(values.length);
        expect(batch.score.every((score) => Number.isFinite(score) && score >= 0)).toBe(true);
        expect(batch.expected.every(Number.isFinite)).toBe(true);
        for (const { start, end } of batch.intervals) {
          expect(0 <= start && start <= end && end < values.length).toBe(true);
        }
      }),
      { numRuns: 12 },
    );
  });

  test.each([
    ['constant', () => 20],
    ['zero', () => 0],
    ['a constant with one other value', (t: number) => (t === 300 ? 21 : 20)],
    ['huge values', (t: number) => (t % 2 === 0 ? 1 : -1) * Number.MAX_VALUE],
    ['tiny values', (t: number) => (t % 3) * 5e-324],
    ['gaps', (t: number) => (t % 3 === 0 ? Number.NaN : Math.sin(t))],
    ['leading gaps', (t: number) => (t < 100 ? Number.NaN : Math.cos(t))],
  ])('a train split of %s divides by nothing', async (_, valueAt) => {
    const train = univariate(Float64Array.from({ length: 480 }, (__, t) => valueAt(t)));
    const detector = await trained(train);
    const stream = [...train.values, Number.NaN, 0, 1e300, ...healthy(2, 200)];
    run(detector.live(), stream).forEach(expectSound);
    const reloaded = family.load(detector.save());
    expect(run(reloaded.live(), stream)).toEqual(run(detector.live(), stream));
    expect(detector.detect(univariate(Float64Array.from(stream))).score.every(Number.isFinite)).toBe(true);
  });

  test('its own training data again is quiet', () => {
    const over = run(fitted.live(), TRAIN.values).filter(({ score, threshold }) => score > threshold);
    expect(over).toEqual([]);
  });

  test('healthy data that it has not seen is quiet', async () => {
    const over = run((await trained(univariate(healthy(3, 1200)))).live(), healthy(4, 3000)).filter(
      ({ score, threshold }) => score > threshold,
    );
    expect(over.length).toBeLessThanOrEqual(1);
  });

  test('a frozen and a silent sensor are announced by cause, and a constant one is never called stuck', async () => {
    const values = healthy(5, 400);
    const frozen = run(fitted.live(), [...values.subarray(0, 200), ...new Array(40).fill(values[199])]).at(
      -1,
    );
    expect(frozen?.cause).toBe('STUCK');
    expect(frozen?.score).toBeGreaterThan(frozen?.threshold ?? 0);
    const silent = run(fitted.live(), [...values.subarray(0, 200), ...new Array(20).fill(Number.NaN)]).at(-1);
    expect(silent?.cause).toBe('DROPOUT');
    expect(silent?.score).toBeGreaterThan(silent?.threshold ?? 0);
    const constant = await trained(univariate(new Float64Array(480).fill(20)));
    const judged = run(constant.live(), new Float64Array(2000).fill(20));
    expect(judged.every(({ score, threshold }) => score < threshold)).toBe(true);
  });

  test('tells what each part said of the last reading, and asking changes nothing', () => {
    const live = fitted.live();
    const values = healthy(5, 400);
    run(live, [...values.subarray(0, 200), ...new Array(40).fill(values[199])]);
    const state = live.save();
    const [loudest, ...others] = live.parts().toSorted((one, other) => other.share - one.share);
    expect(loudest.cause).toBe('STUCK');
    expect(loudest.share).toBeGreaterThan(1);
    expect(others.every(({ share }) => share >= 0)).toBe(true);
    const nearest = live.nearestNormal?.();
    if (nearest) {
      const starts = Array.from(TRAIN.values.keys());
      const isNear = (at: number) =>
        nearest.every((value, l) => Math.abs(value - TRAIN.values[at + l]) < 1e-9);
      expect(starts.filter(isNear)).toHaveLength(1);
    }
    expect(live.save()).toEqual(state);
  });

  test('does not learn from detecting: a second call gives the same', () => {
    const series = univariate(healthy(6, 700));
    expect(fitted.detect(series)).toEqual(fitted.detect(series));
    const before = run(fitted.live(), series.values);
    expect(run(fitted.live(), series.values)).toEqual(before);
  });

  test('readings that are not learnt from are judged, and later scores are the same whatever they were', () => {
    const start = () => fitted.live();
    const strange = scoresAround(start, STRANGE, false);
    const normal = scoresAround(start, NORMAL, false);
    const highest = (judged: typeof normal.during) => Math.max(...judged.map(({ score }) => score));
    expect(highest(strange.during)).toBeGreaterThan(2 * highest(normal.during));
    expect(furthest(strange.after, normal.after)).toBeLessThan(1e-4);
    const [learnt, other] = [STRANGE, NORMAL].map((stretch) => scoresAround(start, stretch, true));
    expect(strange.during[0].score).toBe(learnt.during[0].score);
    expect(furthest(learnt.after, other.after) > 0.01).toBe(!STILL.has(form));
  });

  test('the input is not changed', async () => {
    const series = univariate(healthy(6, 300));
    const copy = Float64Array.from(series.values);
    (await trained(series)).detect(series);
    expect(series.values).toEqual(copy);
  });

  test('saved equals loaded, and the same seed gives the same bytes', async () => {
    const loaded = family.load(fitted.save());
    const series = univariate(healthy(8, 600));
    expect(loaded.detect(series)).toEqual(fitted.detect(series));
    expect(run(loaded.live(), series.values)).toEqual(run(fitted.live(), series.values));
    for (const score of [0, 1, 4, 100]) expect(loaded.confidence(score)).toBe(fitted.confidence(score));
    expect(loaded.save()).toEqual(fitted.save());
    expect((await trained()).save()).toEqual(fitted.save());
  });

  test('the live form takes no look into the future: a prefix is judged the same whatever follows', () => {
    fc.assert(
      fc.property(hostileSeries, hostileSeries, fc.nat(300), (one, other, cut) => {
        const prefix = one.subarray(0, cut);
        const judged = run(fitted.live(), [...prefix, ...other]).slice(0, prefix.length);
        expect(judged).toEqual(run(fitted.live(), one).slice(0, prefix.length));
      }),
      { numRuns: 6 },
    );
  });

  test('a live state restored at any reading continues bit for bit', () => {
    fc.assert(
      fc.property(
        hostileSeries,
        fc.array(fc.nat(1000), { maxLength: 4 }),
        fc.nat(600),
        (wild, cuts, calm) => {
          const values = Float64Array.from([...healthy(9, calm), ...wild]);
          expectRestoredEqualsUninterrupted((state) => fitted.live(state), values, cuts);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('a corrupted artifact or state is refused, and so is the state of another fit', async () => {
    const artifact = fitted.save();
    const live = fitted.live();
    run(live, healthy(10, 100));
    const state = live.save();
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        for (const [bytes, open] of [
          [artifact, (b: Uint8Array) => family.load(b)],
          [state, (b: Uint8Array) => fitted.live(b)],
        ] as const) {
          const changed = Uint8Array.from(bytes);
          changed[at % bytes.length] ^= flip;
          expect(() => open(changed)).toThrow(CorruptArtifactError);
          expect(() => open(bytes.subarray(0, at % bytes.length))).toThrow(CorruptArtifactError);
        }
      }),
      { numRuns: 25 },
    );
    expect(() => family.load(state)).toThrow(CorruptArtifactError);
    const other = await trained(univariate(healthy(11, 480)));
    expect(() => other.live(state)).toThrow(CorruptArtifactError);
  });

  test('confidence lies strictly inside (0, 1) and never falls as the score rises', () => {
    const scores = [0, 1e-12, 0.1, 0.5, 1, 1.5, 2, 3, 4, 5.5, 8, 20, 1e3, 1e300];
    const shares = scores.map((score) => fitted.confidence(score));
    expect(shares.every((share) => share > 0 && share < 1)).toBe(true);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeGreaterThan(shares[0]);
  });

  test('too few usable samples are refused with both counts', async () => {
    const needed = family.minimumSamples(config);
    const gappy = Float64Array.from({ length: needed * 2 }, (_, t) => (t < needed - 1 ? t % 7 : Number.NaN));
    await expect(trained(univariate(gappy))).rejects.toMatchObject({
      details: { needed, given: needed - 1 },
    });
    await expect(trained(univariate(new Float64Array(0)))).rejects.toThrow(InsufficientDataError);
    await trained(univariate(gappy.map((value) => (Number.isNaN(value) ? 3 : value))));
  });

  test('a wrong setting is refused by field, value and range', () => {
    expect(() => family.parseConfig({ runs: { stuckMinimum: -1 } })).toThrow(InvalidInputError);
    expect(() => family.parseConfig({ runs: { stuckMinimum: -1 } })).toThrow('runs.stuckMinimum is -1');
    expect(() => family.parseConfig({ wrong: 1 })).toThrow(/wrong/);
    expect(() => family.parseConfig('all')).toThrow(InvalidInputError);
    expect(family.parseConfig(family.parseConfig(settings))).toEqual(config);
  });

  test('progress never falls and ends at 1', async () => {
    const shares: number[] = [];
    const onProgress = (share: number) => shares.push(share);
    await family.fit(TRAIN, config, { seed: 1, onProgress, tensors: openTensors });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});

describe('the robust detector without a fit', () => {
  test('judges hostile input with finite numbers, and nothing anomalous before it has seen 120 readings', () => {
    fc.assert(
      fc.property(hostileSeries, (values) => {
        const judged = run(startRobust(), values);
        judged.forEach(expectSound);
        expect(judged.slice(0, 120).every(({ score }) => score === 0)).toBe(true);
      }),
    );
  });

  test('announces a far value, a frozen and a silent sensor once it has learnt', () => {
    const learnt = healthy(12, 600);
    expect(run(startRobust(), learnt).every(({ score, threshold }) => score < threshold)).toBe(true);
    for (const [fault, cause] of [
      [[90, 90], 'DEVIATION'],
      [new Array(30).fill(learnt[599]), 'STUCK'],
      [new Array(10).fill(Number.NaN), 'DROPOUT'],
    ] as const) {
      const last = run(startRobust(), [...learnt, ...fault]).at(-1);
      expect(last?.cause).toBe(cause);
      expect(last?.score).toBeGreaterThan(last?.threshold ?? 0);
    }
  });

  test('continues bit for bit from a saved state, whatever its memory has thinned out', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { maxLength: 4 }), hostileSeries, (cuts, wild) => {
        const values = Float64Array.from([...healthy(13, 2400), ...wild]);
        expectRestoredEqualsUninterrupted(startRobust, values, cuts);
      }),
      { numRuns: 6 },
    );
  });

  test('does not learn from what it must not learn from', () => {
    const [strange, normal] = [STRANGE, NORMAL].map((stretch) => scoresAround(startRobust, stretch, false));
    expect(strange.during.some(({ score, threshold }) => score > threshold)).toBe(true);
    expect(strange.after).toEqual(normal.after);
    expect(scoresAround(startRobust, STRANGE, true).after).not.toEqual(normal.after);
  });

  test('a state of something else is refused', () => {
    expect(() => startRobust(Uint8Array.of(1, 2, 3))).toThrow(CorruptArtifactError);
  });
});
