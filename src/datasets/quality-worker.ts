import { parentPort, workerData } from 'node:worker_threads';
import { type MeasuredReadings, qualityFigures } from '../ml/quality/quality-figures.ts';
import { qualityReport } from '../ml/quality/quality-report.ts';

parentPort?.postMessage(qualityReport(qualityFigures(workerData as MeasuredReadings)));
