import { parentPort } from 'node:worker_threads';
import { DomainError } from '../errors.ts';
import { fitAndJudge } from './fit-and-judge.ts';
import type { FitOrder, GroupOrder, WorkerMessage } from './fit-order.ts';

/** Progress goes out at most this often: the receiver has other things to do. */
const PROGRESS_INTERVAL_MS = 100;

const say = (message: WorkerMessage, transferred: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transferred);

async function follow(order: FitOrder | GroupOrder): Promise<void> {
  let saidAtMs = 0;
  let saidStage = '';
  try {
    const result = await fitAndJudge(order, {
      progress(share, stage) {
        if (stage === saidStage && Date.now() - saidAtMs < PROGRESS_INTERVAL_MS) return;
        saidAtMs = Date.now();
        saidStage = stage;
        say({ kind: 'PROGRESS', share, stage });
      },
      epoch: (epoch) => say({ kind: 'EPOCH', epoch }),
      tensors: (choice) => say({ kind: 'TENSORS', choice }),
    });
    say({ kind: 'DONE', result }, [result.artifact.buffer]);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, message, remedy, details } = error;
    say({ kind: 'REFUSED', code, message, remedy, details });
  }
}

/** A fault is thrown out of the event loop, so that the thread ends with it. */
parentPort?.on('message', (order: FitOrder | GroupOrder) => void follow(order));
