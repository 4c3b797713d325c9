import { validationOf } from '../datasets/split-counts.ts';
import type { Validation } from '../ml/detector.ts';
import { sliceSeries } from '../ml/series.ts';
import type { FitOrder } from './fit-order.ts';

/** The samples that weights may be chosen by, where the order has a part of its own for that. */
export function validationFor({ series, split }: FitOrder): Validation | undefined {
  const part = validationOf(split);
  if (!part) return undefined;
  const { trainCount } = split;
  return { series: sliceSeries(series, trainCount, part.to), gap: part.from - trainCount };
}
