import type { Row } from '../src/db/keyset.ts';
import type { AutoConfig } from '../src/ml/auto/auto-config.ts';
import type { EnsembleConfig } from '../src/ml/ensemble/ensemble-config.ts';
import type { Member } from '../src/ml/ensemble/member-config.ts';
import type { ModelVersion } from '../src/registry/model-version.ts';
import { builder } from './builder.ts';
import { DiscordEnvelopeConfigRef, RobustConfigRef, RunTrackRef } from './detector-config.ts';
import { ForecastEnsembleConfigRef } from './forecast-ensemble.ts';
import { intervalsField } from './forecast-intervals.ts';
import { LastValueConfigRef, RidgeConfigRef, SeasonalNaiveConfigRef } from './forecaster-config.ts';
import { AutoregressionConfigRef, EchoStateConfigRef, TelemanomConfigRef } from './network-config.ts';
import { ReconstructionConfigRef } from './reconstruction-config.ts';
import { TransformerConfigRef } from './transformer-config.ts';

const BY_FAMILY: Readonly<Record<string, string>> = {
  'discord-envelope': 'DiscordEnvelopeConfig',
  robust: 'RobustConfig',
  telemanom: 'TelemanomConfig',
  'echo-state': 'EchoStateConfig',
  autoregression: 'AutoregressionConfig',
  reconstruction: 'ReconstructionConfig',
  ensemble: 'EnsembleConfig',
  auto: 'AutoConfig',
  ridge: 'RidgeConfig',
  ols: 'RidgeConfig',
  transformer: 'TransformerConfig',
  'seasonal-naive': 'SeasonalNaiveConfig',
  'ridge-504': 'RidgeConfig',
  'last-value': 'LastValueConfig',
  'forecast-ensemble': 'ForecastEnsembleConfig',
};

const FAMILY = Symbol('family');

/** The stored settings of a version with the family that their shape follows. */
export const configOf = ({ family, config }: Row<ModelVersion>) => ({
  ...JSON.parse(config),
  [FAMILY]: family,
});

const ofEach = (members: readonly Member[]) =>
  members.map(({ family, config }) => ({ ...Object(config), [FAMILY]: family }));

const AutoConfigRef = builder.objectRef<AutoConfig>('AutoConfig');
const EnsembleConfigRef = builder.objectRef<EnsembleConfig>('EnsembleConfig');

export const ModelConfigRef = builder.unionType('ModelConfig', {
  description: 'The settings of a version, the defaults filled in: one type for each family.',
  types: [
    DiscordEnvelopeConfigRef,
    RobustConfigRef,
    TelemanomConfigRef,
    EchoStateConfigRef,
    AutoregressionConfigRef,
    ReconstructionConfigRef,
    EnsembleConfigRef,
    AutoConfigRef,
    RidgeConfigRef,
    TransformerConfigRef,
    SeasonalNaiveConfigRef,
    LastValueConfigRef,
    ForecastEnsembleConfigRef,
  ],
  resolveType: (config) => BY_FAMILY[(config as { [FAMILY]?: string })[FAMILY] ?? ''],
});

EnsembleConfigRef.implement({
  description: 'Settings of several detectors as one.',
  fields: (t) => ({
    members: t.field({
      type: [ModelConfigRef],
      description: 'Of each member, in order.',
      resolve: ({ members }) => ofEach(members),
    }),
    oneIn: t.exposeInt('oneIn', { description: 'Normal readings a false alarm.' }),
    pad: t.exposeInt('pad', { description: 'In batch: samples added on both sides of a finding.' }),
    prune: t.exposeFloat('prune', {
      description: 'In batch: the share by which a finding must stand out from what is normal.',
    }),
    runs: t.expose('runs', {
      type: RunTrackRef,
      nullable: true,
      description: 'How frozen and silent sensors are found, by all members; null where each has its own.',
    }),
  }),
});

AutoConfigRef.implement({
  description: 'Settings of the choice among detectors. Which was chosen is in `ModelVersion.choice`.',
  fields: (t) => ({
    candidates: t.field({
      type: [ModelConfigRef],
      description: 'Of each candidate, in order.',
      resolve: ({ candidates }) => ofEach(candidates),
    }),
    oneIn: t.exposeInt('oneIn', { description: 'Normal readings a false alarm.' }),
    runs: t.expose('runs', {
      type: RunTrackRef,
      nullable: true,
      description: 'How frozen and silent sensors are found, by all candidates; null where each has its own.',
    }),
  }),
});

ForecastEnsembleConfigRef.implement({
  description: 'Settings of several forecasters as one.',
  fields: (t) => ({
    horizon: t.exposeInt('horizon', { description: 'How far ahead it reaches, in steps.' }),
    intervals: t.field(intervalsField),
    members: t.field({
      type: [ModelConfigRef],
      description: 'Of each member, in order.',
      resolve: ({ members }) => ofEach(members),
    }),
  }),
});
