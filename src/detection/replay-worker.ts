import { DETECTOR_FAMILIES } from '../ml/detectors.ts';
import { episodesUnder, feedSeries } from '../ml/evaluation/causal-episodes.ts';
import { lastValueDifference } from '../ml/evaluation/last-value-difference.ts';
import type { Series } from '../ml/series.ts';
import { answerOrders } from './answer-orders.ts';
import type { ReplayedEpisodes, ReplayOrder } from './replay-order.ts';

answerOrders(({ family, artifact, priming, series, settings }: ReplayOrder): ReplayedEpisodes => {
  const fitted = DETECTOR_FAMILIES[family].load(artifact);
  const seen = (shown: Series): Series => (fitted.inputs > 0 ? shown : { ...shown, inputs: [] });
  const { threshold } = fitted.live().update(Number.NaN, new Float64Array(fitted.inputs));
  const live = fitted.live();
  feedSeries(live, seen(priming));
  const detector = episodesUnder(live, seen(series), settings);
  const baseline = episodesUnder(lastValueDifference(priming, threshold), series, settings);
  return { detector, baseline };
});
