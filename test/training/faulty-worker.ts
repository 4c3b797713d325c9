import { parentPort } from 'node:worker_threads';

/** A worker thread that goes wrong in the way that the `family` of its order names. */
const ways: Record<string, () => void> = {
  throws: () => {
    throw new TypeError('a bug in the fit');
  },
  exits: () => process.exit(3),
  endless: () => {
    for (;;);
  },
  hoards: () => {
    const hoard: number[][] = [];
    for (;;) hoard.push(new Array(1_000_000).fill(Math.random()));
  },
  refuses: () => {
    const refusal = { code: 'INSUFFICIENT_DATA', message: 'too few', remedy: 'more', details: { needed: 9 } };
    parentPort?.postMessage({ kind: 'REFUSED', ...refusal });
  },
};

parentPort?.on('message', ({ family }) => ways[family]());
