import type { EntityManager } from '../db/database.ts';
import { Equipment } from '../equipment/equipment.ts';
import { createEquipment, type NewEquipment } from '../equipment/equipment-tree.ts';
import { Sensor } from '../equipment/sensor.ts';
import { createSensor, type NewSensor } from '../equipment/sensor-changes.ts';
import { ConflictError } from '../errors.ts';
import type { NasaChannel } from './nasa-layout.ts';
import { NASA_SAMPLING_PERIOD_MS } from './nasa-time.ts';
import { nasaAreaTag, nasaCommandTag, nasaSensorTag, nasaUnit, type Spacecraft } from './nasa-unit.ts';

/** Who is named beside everything that an import creates. */
export const IMPORT_AUTHOR = 'import';

const CRAFT_NAMES: Readonly<Record<Spacecraft, string>> = {
  SMAP: 'Soil Moisture Active Passive',
  MSL: 'Mars Science Laboratory (Curiosity)',
};

const ANONYMISED = 'Public telemetry, anonymised and scaled; its times are made up, one minute apart.';

/** The sensors of one channel: its telemetry value, and a STEP sensor for each command column in order. */
export interface ChannelSensors {
  readonly value: Sensor;
  readonly commands: readonly Sensor[];
  readonly created: number;
}

const tagTaken = (tag: string, found: string, wanted: string): ConflictError =>
  new ConflictError(
    'TAG_TAKEN',
    `The tag ${tag} belongs to ${found}, the import needs it for ${wanted}`,
    'Import into another database.',
    { tag },
  );

async function foundOrCreated(em: EntityManager, wanted: NewEquipment): Promise<Equipment> {
  const found = await em.findOne(Equipment, { tag: wanted.tag });
  if (!found) return createEquipment(em, wanted);
  const fits = found.kind === wanted.kind && (found.parentId ?? null) === (wanted.parentId ?? null);
  if (fits && !found.isRetired) return found;
  throw tagTaken(wanted.tag, found.isRetired ? 'something retired' : `another ${found.kind}`, wanted.kind);
}

/** The unit of a channel with the site and the area above it; what exists stays as it is. */
export async function channelUnit(em: EntityManager, channel: NasaChannel): Promise<Equipment> {
  const { spacecraft, subsystem } = channel;
  const site = await foundOrCreated(em, {
    tag: spacecraft,
    name: CRAFT_NAMES[spacecraft],
    kind: 'SITE',
    equipmentClass: 'spacecraft',
  });
  const area = await foundOrCreated(em, {
    tag: nasaAreaTag(spacecraft),
    name: `${spacecraft} subsystems`,
    kind: 'AREA',
    parentId: site.id,
  });
  const unit = nasaUnit(spacecraft, subsystem);
  return foundOrCreated(em, { ...unit, kind: 'UNIT', parentId: area.id, description: ANONYMISED });
}

const rangeOf = (values: Float64Array): NewSensor['normalRange'] => {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return high > low ? { low, high } : null;
};

const checkUsable = (sensor: Sensor, kind: Sensor['kind'], unitId: number): void => {
  const fits =
    sensor.kind === kind &&
    sensor.equipmentId === unitId &&
    sensor.samplingPeriodMs === NASA_SAMPLING_PERIOD_MS &&
    !sensor.isRetired;
  if (!fits) throw tagTaken(sensor.tag, 'another sensor', `a ${kind} sensor sampled every minute`);
};

/**
 * Finds or creates the sensors of a channel; commands are linked as inputs, in column order, when the value's sensor is
 * created. Its normal range is that of the train split.
 * @throws ConflictError TAG_TAKEN
 */
export async function channelSensors(
  em: EntityManager,
  channel: NasaChannel,
  unitId: number,
  trainValues: Float64Array,
): Promise<ChannelSensors> {
  const valueTag = nasaSensorTag(channel);
  const commandTags = Array.from({ length: channel.columns - 1 }, (_, k) => nasaCommandTag(channel, k + 1));
  const known = await em.find(Sensor, { tag: { $in: [valueTag, ...commandTags] } });
  const byTag = new Map(known.map((sensor) => [sensor.tag, sensor]));
  const shared = { equipmentId: unitId, unit: '1', samplingPeriodMs: NASA_SAMPLING_PERIOD_MS };
  let created = 0;
  const obtain = async (wanted: NewSensor, kind: Sensor['kind']): Promise<Sensor> => {
    const found = byTag.get(wanted.tag);
    if (found) checkUsable(found, kind, unitId);
    else created++;
    return found ?? createSensor(em, { ...wanted, kind }, IMPORT_AUTHOR);
  };
  const commands: Sensor[] = [];
  for (const [k, tag] of commandTags.entries()) {
    const name = `${channel.channel} command ${k + 1}`;
    commands.push(await obtain({ ...shared, tag, name, quantity: 'command' }, 'STEP'));
  }
  const inputIds = commands.map(({ id }) => id);
  const name = `${channel.channel} telemetry value`;
  const described = { name, description: ANONYMISED, quantity: 'telemetry value', inputIds };
  const normalRange = rangeOf(trainValues);
  return {
    value: await obtain({ ...shared, ...described, tag: valueTag, normalRange }, 'CONTINUOUS'),
    commands,
    created,
  };
}
