import type { EntityManager } from '../db/database.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import { type AskedDetection, checkedDetection } from './detection-settings.ts';
import { Equipment } from './equipment.ts';
import {
  checkedLimits,
  checkedNormalRange,
  type Limits,
  limitColumns,
  limitsOf,
  type NormalRange,
} from './limits.ts';
import { checkedDescription, checkedTag, checkedText, checkedUnit } from './naming.ts';
import { retiredError } from './refusals.ts';
import { SENSOR_KINDS, Sensor, SensorInput, type SensorKind } from './sensor.ts';
import type { SettingKind } from './setting.ts';
import { replaceSetting } from './setting-history.ts';
import { checkedSignal, type SignalSettings } from './signal-settings.ts';

/** A sensor to add to a unit. Limits and normal range are in `unit`, a UCUM code. */
export interface NewSensor {
  readonly tag: string;
  readonly name: string;
  readonly description?: string | null;
  readonly equipmentId: number;
  readonly quantity: string;
  readonly unit: string;
  readonly kind?: SensorKind | null;
  readonly samplingPeriodMs: number;
  readonly normalRange?: NormalRange | null;
  readonly limits?: Partial<Limits> | null;
  readonly inputIds?: readonly number[] | null;
  readonly detection?: AskedDetection | null;
  readonly signal?: Partial<SignalSettings> | null;
}

/** What to change; what is absent stays. `limits` and `inputIds` replace the old ones as a whole; null clears. */
export interface SensorPatch {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly normalRange?: NormalRange | null;
  readonly limits?: Partial<Limits> | null;
  readonly inputIds?: readonly number[] | null;
  readonly detection?: AskedDetection | null;
  readonly signal?: Partial<SignalSettings> | null;
}

const LONGEST_PERIOD_MS = 86_400_000;
const MOST_INPUTS = 64;

/** In the caller's transaction. */
export async function createSensor(em: EntityManager, input: NewSensor, by: string): Promise<Sensor> {
  const unit = await em.findOne(Equipment, { id: input.equipmentId });
  if (!unit) throw new NotFoundError('Equipment', input.equipmentId);
  if (unit.isRetired) throw retiredError('Equipment', unit.tag);
  if (unit.kind !== 'UNIT') {
    throw new InvalidInputError(
      'equipmentId',
      `the ${unit.kind} ${unit.tag}`,
      'a UNIT: only units have sensors',
    );
  }
  const limits = checkedLimits(input.limits ?? {});
  const range = input.normalRange ? checkedNormalRange(input.normalRange) : null;
  const sensor = em.create(Sensor, {
    tag: checkedTag(input.tag),
    name: checkedText('name', input.name),
    description: checkedDescription(input.description ?? ''),
    equipmentId: unit.id,
    quantity: checkedText('quantity', input.quantity),
    unit: checkedUnit(input.unit),
    kind: checkedKind(input.kind ?? 'CONTINUOUS'),
    samplingPeriodMs: checkedPeriod(input.samplingPeriodMs),
    normalLow: range?.low ?? null,
    normalHigh: range?.high ?? null,
    ...limitColumns(limits),
    createdAtMs: Date.now(),
  });
  await em.flush();
  const { detection, signal } = input;
  await recordSettings(em, sensor, { limits, detection, signal }, sensor.createdAtMs, by);
  if (input.inputIds) await replaceInputs(em, sensor.id, input.inputIds, sensor.createdAtMs, by);
  return sensor;
}

/** In the caller's transaction. */
export async function updateSensor(
  em: EntityManager,
  id: number,
  patch: SensorPatch,
  by: string,
): Promise<Sensor> {
  const sensor = await existing(em, id);
  if (sensor.isRetired) throw retiredError('Sensor', sensor.tag);
  if (patch.name != null) sensor.name = checkedText('name', patch.name);
  if (patch.description != null) sensor.description = checkedDescription(patch.description);
  if (patch.normalRange !== undefined) {
    const range = patch.normalRange && checkedNormalRange(patch.normalRange);
    sensor.normalLow = range?.low ?? null;
    sensor.normalHigh = range?.high ?? null;
  }
  if (patch.limits !== undefined) Object.assign(sensor, limitColumns(checkedLimits(patch.limits ?? {})));
  const limits = patch.limits === undefined ? undefined : limitsOf(sensor);
  const { detection, signal } = patch;
  const nowMs = Date.now();
  await recordSettings(em, sensor, { limits, detection, signal }, nowMs, by);
  if (patch.inputIds !== undefined) await replaceInputs(em, id, patch.inputIds ?? [], nowMs, by);
  return sensor;
}

/** In the caller's transaction. Retiring again changes nothing. */
export async function retireSensor(em: EntityManager, id: number): Promise<Sensor> {
  const sensor = await existing(em, id);
  sensor.retiredAtMs ??= Date.now();
  return sensor;
}

async function existing(em: EntityManager, id: number): Promise<Sensor> {
  const sensor = await em.findOne(Sensor, { id });
  if (!sensor) throw new NotFoundError('Sensor', id);
  return sensor;
}

async function recordSettings(
  em: EntityManager,
  { id: sensorId, kind: sensorKind }: Sensor,
  set: {
    limits?: Limits;
    detection?: AskedDetection | null;
    signal?: Partial<SignalSettings> | null;
  },
  fromMs: number,
  setBy: string,
): Promise<void> {
  const record = (kind: SettingKind, value: object) =>
    replaceSetting(em, { sensorId, kind, value, fromMs, setBy });
  if (set.limits) await record('LIMITS', set.limits);
  if (set.detection) await record('DETECTION', checkedDetection(set.detection));
  if (set.signal) await record('SIGNAL', checkedSignal(set.signal, sensorKind));
}

async function replaceInputs(
  em: EntityManager,
  sensorId: number,
  inputIds: readonly number[],
  fromMs: number,
  setBy: string,
): Promise<void> {
  if (inputIds.length > MOST_INPUTS) {
    throw new InvalidInputError('inputIds', `${inputIds.length} sensors`, `at most ${MOST_INPUTS} sensors`);
  }
  if (new Set(inputIds).size < inputIds.length) {
    throw new InvalidInputError(
      'inputIds',
      'a list that names a sensor twice',
      'a list of different sensors',
    );
  }
  if (inputIds.includes(sensorId)) {
    throw new ConflictError('OWN_INPUT', 'A sensor cannot be its own input', 'Name other sensors.');
  }
  const found = await em.find(Sensor, { id: { $in: [...inputIds] } });
  const missing = inputIds.find((id) => !found.some((sensor) => sensor.id === id));
  if (missing !== undefined) throw new NotFoundError('Sensor', missing);
  const retired = found.find((sensor) => sensor.isRetired);
  if (retired) throw retiredError('Sensor', retired.tag);
  await em.nativeDelete(SensorInput, { sensorId });
  inputIds.forEach((inputId, position) => {
    em.create(SensorInput, { sensorId, position, inputId });
  });
  await replaceSetting(em, { sensorId, kind: 'INPUTS', value: inputIds, fromMs, setBy });
}

function checkedKind(kind: SensorKind): SensorKind {
  if (SENSOR_KINDS.includes(kind)) return kind;
  throw new InvalidInputError('kind', JSON.stringify(kind), `one of ${SENSOR_KINDS.join(', ')}`);
}

function checkedPeriod(periodMs: number): number {
  if (Number.isInteger(periodMs) && periodMs >= 1 && periodMs <= LONGEST_PERIOD_MS) return periodMs;
  throw new InvalidInputError(
    'samplingPeriodMs',
    periodMs,
    `a whole number from 1 to ${LONGEST_PERIOD_MS} (one day)`,
  );
}
