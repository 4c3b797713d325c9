import fc from 'fast-check';
import { expect, test } from 'vitest';
import { featureColumns } from '../../../src/ml/features/feature-columns.ts';
import { featureNames } from '../../../src/ml/features/feature-config.ts';
import { FeatureStream } from '../../../src/ml/features/feature-stream.ts';
import { SampleWindow } from '../../../src/ml/features/sample-window.ts';
import { Spectrum } from '../../../src/ml/features/spectrum.ts';
import { univariate } from '../univariate.ts';
import { EVERY_FEATURE } from './every-feature.ts';

const NAMES = featureNames(EVERY_FEATURE);
const CLOCK = { startStep: 412_345, periodMs: 3_600_000 };

const sample = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -50, max: 50, noNaN: true }) },
  { weight: 2, arbitrary: fc.constant(Number.NaN) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -1e300, 5e-324),
  },
);
const samples = fc.array(sample, { maxLength: 150, size: 'max' });

const columnsOf = (values: readonly number[]) =>
  featureColumns(EVERY_FEATURE, { ...univariate(Float64Array.from(values)), ...CLOCK });

test('a stream, saved and restored anywhere, says what the whole series says, and nothing is infinite', () => {
  fc.assert(
    fc.property(samples, fc.array(fc.nat(150), { maxLength: 3 }), (values, cuts) => {
      const columns = columnsOf(values);
      let stream = new FeatureStream(EVERY_FEATURE);
      values.forEach((value, t) => {
        if (cuts.includes(t)) {
          const { samples: kept, tracks } = stream.save();
          stream = new FeatureStream(EVERY_FEATURE);
          expect(stream.restore(kept, tracks)).toBe(true);
        }
        const features = stream.advance(value, (CLOCK.startStep + t) * CLOCK.periodMs);
        expect(Array.from(features)).toEqual(columns.map((column) => column[t]));
        expect(features.every((one) => Number.isNaN(one) || Number.isFinite(one))).toBe(true);
      });
    }),
    { numRuns: 30 },
  );
});

test('what comes later changes no feature', () => {
  fc.assert(
    fc.property(samples, samples, (before, after) => {
      const alone = columnsOf(before);
      const followed = columnsOf([...before, ...after]);
      expect(followed.map((column) => column.slice(0, before.length))).toEqual(alone);
    }),
    { numRuns: 30 },
  );
});

test('infinite samples count as missing ones', () => {
  fc.assert(
    fc.property(samples, (values) => {
      const missing = values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
      expect(columnsOf(values)).toEqual(columnsOf(missing));
    }),
    { numRuns: 20 },
  );
});

test('of a constant, whatever is missing of it, nothing moves and nothing varies', () => {
  const constant = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(constant, fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }), (value, isThere) => {
      const columns = columnsOf(isThere.map((there) => (there ? value : Number.NaN)));
      columns.slice(0, -4).forEach((column, k) => {
        const level = /lag|MEAN|MINIMUM|MAXIMUM/.test(NAMES[k]) ? value : 0;
        expect(Array.from(column).every((one) => Number.isNaN(one) || one === level)).toBe(true);
      });
    }),
    { numRuns: 30 },
  );
});

test('the fast transform is the slow one', () => {
  const finite = fc.double({ min: -50, max: 50, noNaN: true });
  fc.assert(
    fc.property(fc.array(finite, { minLength: 32, maxLength: 32 }), (values) => {
      const window = new SampleWindow(32);
      for (const value of values) window.push(value);
      const found = new Float64Array(16);
      new Spectrum({ window: 32, bands: 8 }).write(window, found, 0);
      const mean = values.reduce((sum, value) => sum + value, 0) / 32;
      const hann = values.map((_, i) => Math.sin((Math.PI * i) / 32) ** 2);
      const squares = hann.reduce((sum, w) => sum + w * w, 0);
      const power = (k: number) => {
        const part = (wave: (angle: number) => number) =>
          values.reduce(
            (sum, value, i) => sum + (value - mean) * hann[i] * wave((2 * Math.PI * k * i) / 32),
            0,
          );
        return ((k === 16 ? 1 : 2) * (part(Math.cos) ** 2 + part(Math.sin) ** 2)) / (32 * squares);
      };
      for (let band = 0; band < 8; band++) {
        expect(found[band]).toBeCloseTo(power(2 * band + 1) + power(2 * band + 2), 8);
      }
    }),
    { numRuns: 30 },
  );
});
