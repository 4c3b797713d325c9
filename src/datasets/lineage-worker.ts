import { parentPort, workerData } from 'node:worker_threads';
import { type RecomputeOrder, recomputed } from './recomputed.ts';

parentPort?.postMessage(recomputed(workerData as RecomputeOrder));
