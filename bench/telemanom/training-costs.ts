import { meanOf, rounded } from '../nasa/detection-figures.ts';
import { spread } from '../result.ts';
import type { Checkpoint } from './checkpoint.ts';

/** What the trainings cost, each in a process of its own: least, middle and most. */
export const trainingCosts = (checkpoints: readonly Checkpoint[]) => {
  const of = (figure: (checkpoint: Checkpoint) => number) => spread(checkpoints.map(figure));
  return {
    trainings: checkpoints.length,
    backends: [...new Set(checkpoints.map(({ backend }) => backend))],
    seconds: of(({ fitSeconds }) => fitSeconds),
    secondsMean: rounded(meanOf(checkpoints.map(({ fitSeconds }) => fitSeconds))),
    cpuSeconds: of(({ cpuSeconds }) => cpuSeconds),
    epochs: of(({ history }) => history.length),
    bestEpoch: of(({ history }) => bestEpoch(history).epoch),
    peakResidentMb: of(({ residentMb }) => residentMb),
  };
};

/** The one whose weights were kept. */
export const bestEpoch = (history: Checkpoint['history']) =>
  history.reduce((best, epoch) => (epoch.validationLoss < best.validationLoss ? epoch : best));
