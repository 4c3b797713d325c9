import type { ModelTask } from '../src/registry/registered-model.ts';
import { AutoInput } from './auto-input.ts';
import { builder } from './builder.ts';
import { detectorFields } from './detector-fields.ts';
import { RunTrackInput, threshold } from './detector-input.ts';
import { ForecastEnsembleInput, forecasterFields } from './forecast-ensemble.ts';

/** What can be trained on its own and as a member of an ensemble. */
const EnsembleMemberInput = builder.inputType('EnsembleMemberInput', {
  description: 'A member of an ensemble with its settings: exactly one field.',
  isOneOf: true,
  fields: detectorFields,
});

const EnsembleInput = builder.inputType('EnsembleInput', {
  description:
    'Several detectors as one, by the harmonic mean of the probabilities that a normal reading has their scores (Wilson ' +
    '2019). What is absent has its default.',
  fields: (t) => ({
    members: t.field({
      type: [EnsembleMemberInput],
      description: 'Two to five of different families. discordEnvelope, autoregression and reconstruction.',
    }),
    oneIn: t.int({ description: 'Normal readings a false alarm, 10 to 1000000. 10000.' }),
    pad: t.int({ description: 'In batch: samples added on both sides of a finding, 0 to 10000. 50.' }),
    prune: t.float({
      description: 'In batch: the share by which a finding must stand out from what is normal, 0 to 1. 0.1.',
    }),
    runs: t.field({
      type: RunTrackInput,
      description: 'How frozen and silent sensors are found, by all members; where absent each has its own.',
    }),
  }),
});

/** Which model to train: the field is the family. */
export const ModelInput = builder.inputType('ModelInput', {
  description:
    'A family of models with its settings: exactly one field. `{ robust: {} }` takes all defaults.',
  isOneOf: true,
  fields: (t) => ({
    ...detectorFields(t),
    ensemble: t.field({ type: EnsembleInput, description: 'Several detectors as one.' }),
    auto: t.field({ type: AutoInput, description: 'A detector chosen on held-out data without labels.' }),
    ...forecasterFields(t),
    forecastEnsemble: t.field({ type: ForecastEnsembleInput, description: 'Several forecasters as one.' }),
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

function ensembleConfig({ members, ...rest }: Settings['ensemble' | 'forecastEnsemble']) {
  const each = members?.map((member) => trainable(member));
  return { ...rest, members: each?.map(({ family, config }) => ({ family, config })) };
}

function autoConfig({ candidates, ...rest }: Settings['auto']) {
  const each = candidates?.map((candidate) => trainable(candidate));
  return { ...rest, candidates: each?.map(({ family, config }) => ({ family, config })) };
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
  ensemble: ['DETECTION', 'ensemble', ensembleConfig],
  auto: ['DETECTION', 'auto', autoConfig],
  ridge: ['FORECASTING', 'ridge', (settings) => settings],
  ridge504: ['FORECASTING', 'ridge-504', (settings) => settings],
  leastSquares: ['FORECASTING', 'ols', (settings) => settings],
  transformer: ['FORECASTING', 'transformer', (settings) => settings],
  seasonalNaive: ['FORECASTING', 'seasonal-naive', (settings) => settings],
  lastValue: ['FORECASTING', 'last-value', (settings) => settings],
  forecastEnsemble: ['FORECASTING', 'forecast-ensemble', ensembleConfig],
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
