import type { ModelTask } from '../src/registry/registered-model.ts';
import { builder } from './builder.ts';
import { DiscordEnvelopeInput, RobustInput, threshold } from './detector-input.ts';
import { LastValueInput, RidgeInput, SeasonalNaiveInput } from './forecaster-input.ts';
import { AutoregressionInput, EchoStateInput, TelemanomInput } from './network-input.ts';
import { ReconstructionInput } from './reconstruction-input.ts';

/** Which model to train: the field is the family. */
export const ModelInput = builder.inputType('ModelInput', {
  description:
    'A family of models with its settings: exactly one field. `{ robust: {} }` takes all defaults.',
  isOneOf: true,
  fields: (t) => ({
    discordEnvelope: t.field({
      type: DiscordEnvelopeInput,
      description: 'A detector of unseen shapes and levels.',
    }),
    robust: t.field({ type: RobustInput, description: 'A detector of values far from the median.' }),
    telemanom: t.field({ type: TelemanomInput, description: 'A detector that predicts with LSTM layers.' }),
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
    ridge: t.field({ type: RidgeInput, description: 'A linear forecaster.' }),
    seasonalNaive: t.field({
      type: SeasonalNaiveInput,
      description: 'A forecaster that repeats the last season.',
    }),
    lastValue: t.field({ type: LastValueInput, description: 'A forecaster that repeats the last value.' }),
  }),
});

type Given = typeof ModelInput.$inferInput;
type Settings = { [Name in keyof Given]-?: NonNullable<Given[Name]> };

interface Trainable {
  readonly task: ModelTask;
  readonly family: string;
  readonly config: object;
}

/** Settings without those that were not given, all the way down. */
function given(settings: object): object {
  const present = Object.entries(settings).filter(([, value]) => value != null);
  return Object.fromEntries(
    present.map(([name, value]) => [
      name,
      typeof value === 'object' && !Array.isArray(value) ? given(value) : value,
    ]),
  );
}

const withThreshold = ({
  threshold: limit,
  ...rest
}: Settings['robust' | 'telemanom' | 'echoState' | 'autoregression' | 'reconstruction']) => ({
  ...rest,
  threshold: threshold(limit),
});

function discordConfig({
  shapeWindows,
  envelopeWindow,
  threshold: limit,
  ...rest
}: Settings['discordEnvelope']) {
  return { ...rest, live: { shapeWindows, envelopeWindow, threshold: threshold(limit) } };
}

/** Of each field of `ModelInput`: task, family, and its settings in the words of the family. */
const FAMILIES: {
  readonly [Name in keyof Settings]: readonly [ModelTask, string, (settings: Settings[Name]) => object];
} = {
  discordEnvelope: ['DETECTION', 'discord-envelope', discordConfig],
  robust: ['DETECTION', 'robust', withThreshold],
  telemanom: ['DETECTION', 'telemanom', withThreshold],
  echoState: ['DETECTION', 'echo-state', withThreshold],
  autoregression: ['DETECTION', 'autoregression', withThreshold],
  reconstruction: ['DETECTION', 'reconstruction', withThreshold],
  ridge: ['FORECASTING', 'ridge', (settings) => settings],
  seasonalNaive: ['FORECASTING', 'seasonal-naive', (settings) => settings],
  lastValue: ['FORECASTING', 'last-value', (settings) => settings],
};

/** Task, family and settings of the one field that is set. */
export function trainable(input: Given): Trainable {
  const [name, settings] = Object.entries(input).find(([, value]) => value != null) ?? [
    'discordEnvelope',
    {},
  ];
  const [task, family, config] = FAMILIES[name as keyof Settings];
  return { task, family, config: given((config as (given: object) => object)(settings)) };
}
