import { parentPort } from 'node:worker_threads';
import { openTensors } from './open-tensors.ts';

const { choice } = await openTensors();
parentPort?.postMessage(choice);
