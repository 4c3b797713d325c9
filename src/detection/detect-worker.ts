import { parentPort, workerData } from 'node:worker_threads';
import { DETECTOR_FAMILIES } from '../ml/detectors.ts';
import type { DetectOrder } from './detect-order.ts';

const { family, artifact, series, known } = workerData as DetectOrder;
const detection = DETECTOR_FAMILIES[family].load(artifact).detect(series, known);
parentPort?.postMessage(detection);
