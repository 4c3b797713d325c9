import { type Series, timeAt } from '../series.ts';
import type { FeatureConfig } from './feature-config.ts';
import { FeatureStream } from './feature-stream.ts';

/** The features of every sample of a series, a column each: what a stream says of them one after the other. */
export const featureColumns = (config: FeatureConfig, series: Series): Float64Array[] => {
  const stream = new FeatureStream(config);
  const { length } = series.values;
  const columns = Array.from(stream.features, () => new Float64Array(length));
  for (let t = 0; t < length; t++) {
    const features = stream.advance(series.values[t], timeAt(series, t));
    for (let k = 0; k < columns.length; k++) columns[k][t] = features[k];
  }
  return columns;
};
