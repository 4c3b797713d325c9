import { LstmNetwork } from '../../src/ml/lstm/lstm-network.ts';
import { EchoState } from '../../src/ml/prediction/echo-state.ts';
import { echoState } from '../../src/ml/prediction/echo-state-detector.ts';
import { decodePrediction } from '../../src/ml/prediction/prediction-codec.ts';
import { type PredictionFit, scaledColumns } from '../../src/ml/prediction/prediction-fit.ts';
import { PredictionWindows } from '../../src/ml/prediction/prediction-windows.ts';
import { expectedByState } from '../../src/ml/prediction/recurrent-model.ts';
import { telemanom } from '../../src/ml/prediction/telemanom.ts';
import type { Series } from '../../src/ml/series.ts';
import type { Splits } from '../nasa/findings.ts';
import { lastValueFit } from '../nasa/last-value.ts';
import { readArtifact, readCheckpoint } from './checkpoint.ts';
import type { Prediction } from './variants.ts';

/** What is expected of a test split. */
export type Predictor = (splits: Splits, seed: number, channel: string) => Promise<Prediction>;

const byState = (fit: PredictionFit, test: Series): Prediction => {
  const columns = scaledColumns(test, fit.scales);
  return { values: columns[0], expected: expectedByState(fit.model, columns), settle: fit.settle };
};

/** Networks that were trained before, their state carried from the first sample to the last. */
export const carried =
  (folder: string): Predictor =>
  async ({ test }, seed, channel) =>
    byState(networkOf(folder, seed, channel), test);

const networkOf = (folder: string, seed: number, channel: string) =>
  decodePrediction(telemanom.name, readArtifact(folder, { channel, seed }), LstmNetwork.decode);

/** The same networks as they were trained: every sample from the lookback before it and a zero state. */
export const overWindows =
  (folder: string, lstm: WebAssembly.Module): Predictor =>
  async ({ test }, seed, channel) => {
    const fit = networkOf(folder, seed, channel);
    const { lookback } = readCheckpoint(folder, { channel, seed });
    const prediction = byState(fit, test);
    const windows = new PredictionWindows(scaledColumns(test, fit.scales), lookback, 1);
    prediction.expected.set(fit.model.overWindows(windows, lstm), lookback);
    return prediction;
  };

/** @param over what of the defaults is different */
export const byReservoir =
  (over: object = {}): Predictor =>
  async ({ train, test }, seed) => {
    const detector = await echoState.fit(train, echoState.parseConfig(over), { seed });
    return byState(decodePrediction(echoState.name, detector.save(), EchoState.decode), test);
  };

export const byRepeating: Predictor = async ({ train, test }) => byState(lastValueFit(train, 'AS_IS'), test);
