import { autoOf } from './auto/auto.ts';
import type { DetectorFamily } from './detector.ts';
import { discordEnvelope } from './discord/discord-envelope.ts';
import { ensembleOf } from './ensemble/ensemble.ts';
import { featured } from './features/featured-family.ts';
import { autoregression } from './prediction/autoregression-detector.ts';
import { echoState } from './prediction/echo-state-detector.ts';
import { telemanom } from './prediction/telemanom.ts';
import { reconstruction } from './reconstruction/reconstruction.ts';
import { robust } from './robust/robust.ts';

/** Those that are fitted in seconds: one can fit several and choose. */
const CANDIDATES: Readonly<Record<string, DetectorFamily<unknown>>> = {
  [autoregression.name]: featured(autoregression),
  [discordEnvelope.name]: featured(discordEnvelope),
  [echoState.name]: featured(echoState),
  [reconstruction.name]: featured(reconstruction),
  [robust.name]: robust,
};

/** Every kind of detector that can be a member of an ensemble. */
const MEMBERS = { ...CANDIDATES, [telemanom.name]: featured(telemanom) };

const ensemble = ensembleOf(MEMBERS);
const auto = autoOf(CANDIDATES);

/**
 * Every kind of detector by its name. A configuration is only ever what the same family's `parseConfig` returned, so
 * that callers need not know its type.
 */
export const DETECTOR_FAMILIES: Readonly<Record<string, DetectorFamily<unknown>>> = {
  ...MEMBERS,
  [auto.name]: auto,
  [ensemble.name]: ensemble,
};
