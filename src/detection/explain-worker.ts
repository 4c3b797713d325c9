import { DETECTOR_FAMILIES } from '../ml/detectors.ts';
import { accountOf, type ReplayedAccount } from '../ml/explanation.ts';
import { startRobust } from '../ml/robust/robust-start.ts';
import type { Series } from '../ml/series.ts';
import { answerOrders } from './answer-orders.ts';
import type { ExplainOrder } from './explain-order.ts';

answerOrders(({ version, priming, series, ...around }: ExplainOrder): ReplayedAccount => {
  const fitted = version && DETECTOR_FAMILIES[version.family].load(version.artifact);
  const seen = (shown: Series): Series => (fitted?.inputs ? shown : { ...shown, inputs: [] });
  const begin = (state = version?.state) => fitted?.live(state) ?? startRobust(state);
  return accountOf(begin, { ...around, priming: seen(priming), series: seen(series) });
});
