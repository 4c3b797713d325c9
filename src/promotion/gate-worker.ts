import { answerOrders } from '../detection/answer-orders.ts';
import { CorruptArtifactError } from '../errors.ts';
import { DETECTOR_FAMILIES } from '../ml/detectors.ts';
import { episodesUnder, feedSeries } from '../ml/evaluation/causal-episodes.ts';
import { type CausalScorer, lastValueDifference } from '../ml/evaluation/last-value-difference.ts';
import type { FittedForecaster } from '../ml/forecaster.ts';
import { FORECASTER_FAMILIES } from '../ml/forecasters.ts';
import { judgeForecasters } from '../ml/forecasting/judge-forecasters.ts';
import type { Series } from '../ml/series.ts';
import type { DetectorOrder, ForecasterOrder, JudgedDetector, JudgedForecasters } from './gate-order.ts';

answerOrders((order: DetectorOrder | ForecasterOrder): JudgedDetector | JudgedForecasters =>
  order.task === 'DETECTION' ? judgeDetector(order) : judgeBoth(order),
);

function judgeDetector({
  family,
  artifact,
  priming,
  series,
  hysteresis,
  labels,
}: DetectorOrder): JudgedDetector {
  const fitted = DETECTOR_FAMILIES[family].load(artifact);
  const seen = (shown: Series): Series => (fitted.inputs > 0 ? shown : { ...shown, inputs: [] });
  const { threshold } = fitted.live().update(Number.NaN, new Float64Array(fitted.inputs));
  const live = fitted.live();
  feedSeries(live, seen(priming));
  const labelled = new Uint8Array(series.values.length);
  for (const { start, end } of labels) labelled.fill(1, start, end + 1);
  const counts = { at: 0, nonFinite: 0, normal: 0, exceeding: 0 };
  const counted: CausalScorer = {
    update(...reading) {
      const judged = live.update(...reading);
      if (!Number.isFinite(judged.score) || !Number.isFinite(judged.threshold)) counts.nonFinite++;
      if (labelled[counts.at++] === 0) {
        counts.normal++;
        if (judged.score > judged.threshold) counts.exceeding++;
      }
      return judged;
    },
  };
  const [episodes] = episodesUnder(counted, seen(series), [hysteresis]);
  const [baseline] = episodesUnder(lastValueDifference(priming, threshold), series, [hysteresis]);
  const exceeded = counts.exceeding / Math.max(1, counts.normal);
  return {
    episodes,
    baseline,
    nonFiniteScores: counts.nonFinite,
    exceeded,
    promised: 1 - fitted.confidence(threshold),
  };
}

function judgeBoth({ candidate, champion, series, split }: ForecasterOrder): JudgedForecasters {
  return judgeForecasters(forecasterOf(candidate), forecasterOf(champion), series, split);
}

/** By the hash of their weights: the next order of a group is about the same two. */
const loaded = new Map<string, readonly FittedForecaster[]>();
const MOST_LOADED = 2;

function membersOf({ family, artifactSha256, artifact }: ForecasterOrder['candidate']) {
  const known = FORECASTER_FAMILIES[family];
  const members =
    loaded.get(artifactSha256) ?? (known.group ? known.group.load(artifact).members : [known.load(artifact)]);
  loaded.delete(artifactSha256);
  loaded.set(artifactSha256, members);
  const [oldest] = loaded.keys();
  if (loaded.size > MOST_LOADED) loaded.delete(oldest);
  return members;
}

function forecasterOf(address: ForecasterOrder['candidate']): FittedForecaster {
  const members = membersOf(address);
  const forecaster = members.length === 1 ? members[0] : members[address.member];
  if (forecaster) return forecaster;
  throw new CorruptArtifactError(`an artifact of ${address.family}`, `it holds ${members.length} sensors`);
}
