import type { DatasetVersion } from '../datasets/dataset-version.ts';
import type { JobRun } from '../jobs/job-runner.ts';
import type { Epoch } from '../ml/detector.ts';
import type { TensorChoice } from '../tensors/open-tensors.ts';
import type { FitResult, FitWatch } from './fit-order.ts';

/** Where the stages of a training job begin, as shares of the whole. */
export const FIT_FROM = 0.1;
export const STORE_FROM = 0.95;

/** What a training job says of itself while it runs. */
export type TrainDetail = {
  /** Null where the family trains no network. */
  readonly tensors: TensorChoice | null;
  /** Passes over the data so far; none where the family does not iterate. */
  readonly epochs: readonly Epoch[];
};

/** A fit as progress and log of its job. */
export function watchInto({ progress, log }: JobRun, family: string): FitWatch {
  let detail: TrainDetail = { tensors: null, epochs: [] };
  let at: [share: number, stage: string] = [FIT_FROM, 'FIT'];
  const say = (more: Partial<TrainDetail>) => {
    detail = { ...detail, ...more };
    progress(...at, detail);
  };
  log(`Fits ${family}`);
  return {
    progress(share, stage) {
      at = [FIT_FROM + (STORE_FROM - FIT_FROM) * share, stage];
      progress(...at);
    },
    epoch(epoch) {
      log(`Epoch ${epoch.epoch}: loss ${shown(epoch.loss)}, validation loss ${shown(epoch.validationLoss)}`);
      say({ epochs: [...detail.epochs, epoch] });
    },
    tensors(tensors) {
      log(`Computes on the backend ${tensors.backend}`);
      say({ tensors });
    },
  };
}

const shown = (figure: number): string => String(Number(figure.toPrecision(6)));

const instant = (timeMs: number): string => new Date(timeMs).toISOString();

export const pinnedLine = (version: DatasetVersion): string =>
  `Data: ${version.sampleCount} samples from ${instant(version.fromMs)} to ${instant(version.toMs)}, ` +
  `${version.missingCount} missing, the first ${version.trainCount} to fit${partsLine(version)}; SHA-256 ${version.sha256}`;

const partsLine = ({ validationCount, gapCount }: DatasetVersion): string =>
  (validationCount > 0 ? `, ${validationCount} to choose the weights by` : '') +
  (gapCount > 0 ? `, ${gapCount} left out between the parts` : '');

export const figuresLine = ({ metrics }: Pick<FitResult, 'metrics'>): string =>
  Object.entries(metrics)
    .map(([name, figure]) => `${name} ${shown(figure)}`)
    .join(', ');
