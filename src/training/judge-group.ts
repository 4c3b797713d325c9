import { testFrom } from '../datasets/split-counts.ts';
import { scoreForecaster } from '../ml/forecasting/backtest.ts';
import { ofMember } from '../ml/forecasting/group-member.ts';
import { sliceSeries } from '../ml/series.ts';
import { announcedTensors } from './announced-tensors.ts';
import { sharingFamily } from './families.ts';
import type { FitResult, FitWatch, GroupOrder, JudgedFigures } from './fit-order.ts';
import { figuresOf } from './judge-forecaster.ts';

/** The part of the work that the fit takes; the rest is judging. */
const FIT_SHARE = 0.6;
/** Figures that mean the same for sensors of any unit. */
const WITHOUT_UNIT = ['mase', 'smape', 'coverage'];

/**
 * One set of weights for all sensors of a group, and the backtest of each from rolling origins in its own held-out part.
 * @throws InsufficientDataError with the place of the sensor as `member`
 */
export async function judgeGroup(order: GroupOrder, watch: FitWatch): Promise<FitResult> {
  const { members, seed } = order;
  const family = sharingFamily(order.family);
  watch.progress(0, 'FIT');
  const trains = members.map(({ series, split }) => sliceSeries(series, 0, split.trainCount));
  const fitted = await family.group.fit(trains, family.parseConfig(order.config), {
    seed,
    onProgress: (share) => watch.progress(FIT_SHARE * share, 'FIT'),
    onEpoch: watch.epoch,
    tensors: () => announcedTensors(watch),
  });
  const judged = members.map(({ series, split }, member) => {
    watch.progress(FIT_SHARE + ((1 - FIT_SHARE) * member) / members.length, 'JUDGE');
    return ofMember(member, () =>
      figuresOf(scoreForecaster(fitted.members[member], series, split.trainCount, seed, testFrom(split))),
    );
  });
  watch.progress(1, 'JUDGE');
  return {
    artifact: new Uint8Array(fitted.save()),
    metrics: {
      ...means(judged.map(({ metrics }) => metrics)),
      members: judged.length,
      horizon: Math.max(...judged.map(({ metrics }) => metrics.horizon)),
      origins: judged.reduce((sum, { metrics }) => sum + metrics.origins, 0),
    },
    baselineMetrics: means(judged.map(({ baselineMetrics }) => baselineMetrics)),
    members: judged,
  };
}

/** Of each figure without a unit, over the sensors that have it. */
function means(all: readonly JudgedFigures['metrics'][]): Record<string, number> {
  const named = WITHOUT_UNIT.map((name): [string, number[]] => [
    name,
    all.flatMap((figures) => figures[name] ?? []),
  ]);
  return Object.fromEntries(
    named
      .filter(([, values]) => values.length > 0)
      .map(([name, values]) => [name, values.reduce((sum, value) => sum + value / values.length, 0)]),
  );
}
