import { parentPort, workerData } from 'node:worker_threads';
import { type CleaningOrder, cleanedSplit } from './cleaned-split.ts';

const split = cleanedSplit(workerData as CleaningOrder);
parentPort?.postMessage(split, [split.values.buffer]);
