import { LstmNetwork } from '../../src/ml/lstm/lstm-network.ts';
import { decodePrediction } from '../../src/ml/prediction/prediction-codec.ts';
import { telemanom } from '../../src/ml/prediction/telemanom.ts';
import { type Finder, foundByPrediction } from '../nasa/findings.ts';
import { readArtifact } from './checkpoint.ts';

/** Telemanom as it was trained before, judging with what the product loads. */
export const byCheckpoint =
  (folder: string): Finder =>
  ({ test }, seed, channel) =>
    foundByPrediction(
      test,
      () => telemanom.load(readArtifact(folder, { channel, seed })),
      (artifact) => decodePrediction(telemanom.name, artifact, LstmNetwork.decode),
    );
