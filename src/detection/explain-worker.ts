import { parentPort, workerData } from 'node:worker_threads';
import { DETECTOR_FAMILIES } from '../ml/detectors.ts';
import { accountOf } from '../ml/explanation.ts';
import { startRobust } from '../ml/robust/robust-start.ts';
import type { Series } from '../ml/series.ts';
import type { ExplainOrder } from './explain-order.ts';

const { version, priming, series, ...around } = workerData as ExplainOrder;
const fitted = version && DETECTOR_FAMILIES[version.family].load(version.artifact);
const seen = ({ values, inputs }: Series): Series => ({ values, inputs: fitted?.inputs ? inputs : [] });
const begin = (state?: Uint8Array) => fitted?.live(state) ?? startRobust(state);
const stretch = { ...around, priming: seen(priming), series: seen(series) };
parentPort?.postMessage(accountOf(begin, stretch));
