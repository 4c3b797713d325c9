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

/** The area of a spacecraft that holds its units. */
export const nasaAreaTag = (spacecraft: Spacecraft): string => `${spacecraft}-SUBSYSTEMS`;

interface ChannelName {
  readonly channel: string;
  readonly spacecraft: Spacecraft;
  readonly subsystem: string;
}

/** The sensor of a channel's telemetry value: the unit's tag, a dot and the channel's name, such as `SMAP-P.P-1`. */
export const nasaSensorTag = ({ channel, spacecraft, subsystem }: ChannelName): string =>
  `${nasaUnit(spacecraft, subsystem).tag}.${channel}`;

/** The STEP sensor of column `k` ≥ 1 of a channel, a command, such as `SMAP-P.P-1.C07`. */
export const nasaCommandTag = (name: ChannelName, k: number): string =>
  `${nasaSensorTag(name)}.C${String(k).padStart(2, '0')}`;

/** @param subsystem the letter that a channel's name begins with, `A` to `Z`. */
export const nasaUnit = (spacecraft: Spacecraft, subsystem: string): NasaUnit => {
  const meaning = SUBSYSTEM_MEANINGS[subsystem];
  const name = `${spacecraft} subsystem ${subsystem}`;
  return { tag: `${spacecraft}-${subsystem}`, name: meaning === undefined ? name : `${name} (${meaning})` };
};
