import type { Series } from '../../src/ml/series.ts';

/** A series of a sensor without inputs. */
export const univariate = (values: Float64Array): Series => ({ values, inputs: [] });
