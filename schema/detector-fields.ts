import type { InputFields } from './builder.ts';
import { DiscordEnvelopeInput, RobustInput } from './detector-input.ts';
import { AutoregressionInput, EchoStateInput, TelemanomInput } from './network-input.ts';
import { ReconstructionInput } from './reconstruction-input.ts';

/** The families of detectors that are fitted in seconds, each a field with its settings. */
export const quickDetectorFields = (t: InputFields) => ({
  discordEnvelope: t.field({
    type: DiscordEnvelopeInput,
    description: 'A detector of unseen shapes and levels.',
  }),
  robust: t.field({ type: RobustInput, description: 'A detector of values far from the median.' }),
  echoState: t.field({
    type: EchoStateInput,
    description: 'A detector that predicts with an echo-state network.',
  }),
  autoregression: t.field({
    type: AutoregressionInput,
    description: 'A detector that predicts with a linear regression over the last values.',
  }),
  reconstruction: t.field({
    type: ReconstructionInput,
    description: 'A detector of windows unlike any combination of normal ones.',
  }),
});

/** All families of detectors that stand on their own. */
export const detectorFields = (t: InputFields) => ({
  ...quickDetectorFields(t),
  telemanom: t.field({ type: TelemanomInput, description: 'A detector that predicts with LSTM layers.' }),
});
