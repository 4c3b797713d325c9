import type { Row } from '../src/db/keyset.ts';
import type { ModelVersion } from '../src/registry/model-version.ts';
import { builder } from './builder.ts';
import { DiscordEnvelopeConfigRef, RobustConfigRef } from './detector-config.ts';
import { LastValueConfigRef, RidgeConfigRef, SeasonalNaiveConfigRef } from './forecaster-config.ts';
import { AutoregressionConfigRef, EchoStateConfigRef, TelemanomConfigRef } from './network-config.ts';
import { ReconstructionConfigRef } from './reconstruction-config.ts';

const BY_FAMILY: Readonly<Record<string, string>> = {
  'discord-envelope': 'DiscordEnvelopeConfig',
  robust: 'RobustConfig',
  telemanom: 'TelemanomConfig',
  'echo-state': 'EchoStateConfig',
  autoregression: 'AutoregressionConfig',
  reconstruction: 'ReconstructionConfig',
  ridge: 'RidgeConfig',
  'seasonal-naive': 'SeasonalNaiveConfig',
  'last-value': 'LastValueConfig',
};

const FAMILY = Symbol('family');

/** The stored settings of a version with the family that their shape follows. */
export const configOf = ({ family, config }: Row<ModelVersion>) => ({
  ...JSON.parse(config),
  [FAMILY]: family,
});

export const ModelConfigRef = builder.unionType('ModelConfig', {
  description: 'The settings of a version, the defaults filled in: one type for each family.',
  types: [
    DiscordEnvelopeConfigRef,
    RobustConfigRef,
    TelemanomConfigRef,
    EchoStateConfigRef,
    AutoregressionConfigRef,
    ReconstructionConfigRef,
    RidgeConfigRef,
    SeasonalNaiveConfigRef,
    LastValueConfigRef,
  ],
  resolveType: (config) => BY_FAMILY[(config as { [FAMILY]?: string })[FAMILY] ?? ''],
});
