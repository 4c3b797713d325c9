import { parentPort, workerData } from 'node:worker_threads';
import { type RecomputeOrder, recomputed } from './recomputed.ts';

parentPort?.postMessage((workerData as readonly RecomputeOrder[]).map(recomputed));
