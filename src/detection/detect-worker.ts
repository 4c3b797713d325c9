import { parentPort, workerData } from 'node:worker_threads';
import { clean } from '../ml/cleaning/clean.ts';
import { DETECTOR_FAMILIES } from '../ml/detectors.ts';
import type { CleanedDetection, DetectOrder } from './detect-order.ts';

const { family, artifact, series, cleaning, known } = workerData as DetectOrder;
const { series: judged, counts: cleaned } = clean(series, cleaning);
const detection = DETECTOR_FAMILIES[family].load(artifact).detect(judged, known);
parentPort?.postMessage({ ...detection, values: judged.values, cleaned } satisfies CleanedDetection);
