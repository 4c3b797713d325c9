import { describe, expect, it } from 'vitest';
import type { DatasetCleaning } from '../../src/datasets/dataset-cleaning.ts';
import { seriesSha256 } from '../../src/datasets/lineage.ts';
import { pinnedFeatures } from '../../src/datasets/pinned-features.ts';
import { cleaningConfig } from '../../src/ml/cleaning/cleaning-config.ts';
import { EVERY_FEATURE } from '../ml/features/every-feature.ts';
import { univariate } from '../ml/univariate.ts';

const grid = { startMs: 1_000, periodMs: 1_000, count: 3 };
const NOTHING = { missing: 0, stuck: 0, outliers: 0, imputed: 0, stillMissing: 0 };
const cleaning = (more: Partial<DatasetCleaning> = {}): DatasetCleaning => ({
  ...cleaningConfig.parse({ imputation: { method: 'LINEAR' } }),
  train: NOTHING,
  heldOut: NOTHING,
  ...more,
});
const arrays = (values: number[], change: Partial<typeof grid> = {}, trainCount = 2) => ({
  grid: { ...grid, ...change },
  series: univariate(Float64Array.from(values)),
  split: { trainCount },
  cleaning: null,
  features: null,
});
const sha = (values: number[], change: Partial<typeof grid> = {}, trainCount = 2, inputs: number[] = []) =>
  seriesSha256(arrays(values, change, trainCount), inputs);

describe('lineage', () => {
  it('changes with any number, the grid, the split, the inputs, the cleaning and the features', () => {
    const features = pinnedFeatures(EVERY_FEATURE);
    const all = [
      sha([1, 2, 3]),
      sha([1, 2, 3.000000000000001]),
      sha([1, 3, 2]),
      sha([1, 2, Number.NaN]),
      sha([1, 2, 3], { startMs: 1_001 }),
      sha([1, 2, 3], { periodMs: 999 }),
      sha([1, 2, 3], {}, 1),
      sha([1, 2, 3], {}, 2, [5]),
      seriesSha256(
        {
          ...arrays([]),
          series: { values: Float64Array.of(1, 2, 3), inputs: [Float64Array.of(0, 0, 0)] },
        },
        [5],
      ),
      seriesSha256({ ...arrays([1, 2, 3]), split: { trainCount: 2, gapCount: 1 } }, []),
      seriesSha256({ ...arrays([1, 2, 3]), split: { trainCount: 2, validationCount: 1 } }, []),
      seriesSha256({ ...arrays([1, 2, 3]), cleaning: cleaning() }, []),
      seriesSha256({ ...arrays([1, 2, 3]), cleaning: cleaning({ stuck: { longest: 9 } }) }, []),
      seriesSha256({ ...arrays([1, 2, 3]), cleaning: cleaning({ train: { ...NOTHING, missing: 1 } }) }, []),
      seriesSha256({ ...arrays([1, 2, 3]), features }, []),
      seriesSha256({ ...arrays([1, 2, 3]), features: features && { ...features, code: 0 } }, []),
      seriesSha256({ ...arrays([1, 2, 3]), features: features && { ...features, lags: [] } }, []),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('is that of earlier releases where there is neither validation nor gap', () => {
    const split = { trainCount: 2, validationCount: 0, gapCount: 0 };
    expect(seriesSha256({ ...arrays([1, 2, 3]), split }, [])).toBe(sha([1, 2, 3]));
  });

  it('takes every NaN for the same and −0 for 0', () => {
    const oddNaN = new Float64Array(new BigUint64Array([0xfff8_dead_beef_0001n]).buffer)[0];
    expect(sha([1, oddNaN, -0])).toBe(sha([1, Number.NaN, 0]));
  });

  it('is the same on every machine and in every release of this layout', () => {
    expect(sha([1.5, Number.NaN, -2])).toBe(
      '1b295cd522774049dea692cdfeade86fc63fd20dcedb82cd48f9630c86f00b2f',
    );
  });
});
