/** The two spacecraft of the public telemetry: Soil Moisture Active Passive, Mars Science Laboratory (Curiosity). */
export type Spacecraft = 'SMAP' | 'MSL';

/** The meanings that the publication of the telemetry gives; those of the other letters were not published. */
const SUBSYSTEM_MEANINGS: Readonly<Record<string, string>> = { P: 'power', R: 'radiation' };

/** The equipment unit that holds the channels of one spacecraft and subsystem letter. */
export interface NasaUnit {
  /** Such as `SMAP-P`. */
  readonly tag: string;
  readonly name: string;
}

/** @param subsystem the letter that a channel's name begins with, `A` to `Z`. */
export const nasaUnit = (spacecraft: Spacecraft, subsystem: string): NasaUnit => {
  const meaning = SUBSYSTEM_MEANINGS[subsystem];
  const name = `${spacecraft} subsystem ${subsystem}`;
  return { tag: `${spacecraft}-${subsystem}`, name: meaning === undefined ? name : `${name} (${meaning})` };
};
