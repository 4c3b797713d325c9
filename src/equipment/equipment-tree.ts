import type { Database, EntityManager } from '../db/database.ts';
import { noteChange } from '../db/witness.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import {
  CRITICALITIES,
  type Criticality,
  EQUIPMENT_KINDS,
  Equipment,
  type EquipmentKind,
} from './equipment.ts';
import { checkedDescription, checkedOptionalText, checkedTag, checkedText } from './naming.ts';
import { refusedAsDuplicateTag, retiredError } from './refusals.ts';
import { Sensor } from './sensor.ts';
import {
  createSensor,
  type NewSensor,
  retireSensor,
  type SensorPatch,
  updateSensor,
} from './sensor-changes.ts';

/** A place or machine to add. A site has no parent, an area lies in a site, a unit in an area. */
export interface NewEquipment {
  readonly tag: string;
  readonly name: string;
  readonly kind: EquipmentKind;
  readonly parentId?: number | null;
  readonly equipmentClass?: string | null;
  readonly criticality?: Criticality | null;
  readonly location?: string | null;
  readonly description?: string | null;
}

/** What to change; what is absent stays. Tag, kind and place in the tree never change. */
export interface EquipmentPatch {
  readonly name?: string | null;
  readonly equipmentClass?: string | null;
  readonly criticality?: Criticality | null;
  readonly location?: string | null;
  readonly description?: string | null;
}

const PARENT_KIND = { SITE: null, AREA: 'SITE', UNIT: 'AREA' } as const satisfies Record<
  EquipmentKind,
  EquipmentKind | null
>;

/** Changes to what is monitored. Each is one transaction; `by` is the viewer who asked for it. */
export class EquipmentTree {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @throws InvalidInputError, NotFoundError, ConflictError DUPLICATE_TAG or RETIRED */
  createEquipment(input: NewEquipment): Promise<Equipment> {
    return this.#db.transaction((em) => createEquipment(em, input)).catch(refusedAsDuplicateTag(input.tag));
  }

  /** @throws InvalidInputError, NotFoundError, ConflictError RETIRED */
  updateEquipment(id: number, patch: EquipmentPatch): Promise<Equipment> {
    return this.#db.transaction(async (em) => {
      const equipment = await existing(em, id);
      if (equipment.isRetired) throw retiredError('Equipment', equipment.tag);
      if (patch.name != null) equipment.name = checkedText('name', patch.name);
      if (patch.criticality != null) {
        equipment.criticality = checkedChoice('criticality', patch.criticality, CRITICALITIES);
      }
      if (patch.description != null) equipment.description = checkedDescription(patch.description);
      for (const field of ['equipmentClass', 'location'] as const) {
        if (patch[field] !== undefined) equipment[field] = checkedOptionalText(field, patch[field]);
      }
      return equipment;
    });
  }

  /**
   * Takes equipment out of service for good; its history stays. The sensors of a unit retire with it. Retiring again
   * changes nothing.
   * @throws NotFoundError, ConflictError HAS_ACTIVE_CHILDREN
   */
  retireEquipment(id: number): Promise<Equipment> {
    return this.#db.transaction(async (em) => {
      const equipment = await existing(em, id);
      if (equipment.isRetired) return equipment;
      const children = await em.count(Equipment, { parentId: id, retiredAtMs: null });
      if (children > 0) throw activeChildrenError(equipment.tag, children);
      const retiredAtMs = Date.now();
      const sensors = await em.nativeUpdate(Sensor, { equipmentId: id, retiredAtMs: null }, { retiredAtMs });
      if (sensors > 0)
        noteChange({ what: 'Sensors of it', id: null, before: null, after: { sensors, retiredAtMs } });
      equipment.retiredAtMs = retiredAtMs;
      return equipment;
    });
  }

  /** @throws InvalidInputError, NotFoundError, ConflictError DUPLICATE_TAG or RETIRED */
  createSensor(input: NewSensor, by: string): Promise<Sensor> {
    return this.#db.transaction((em) => createSensor(em, input, by)).catch(refusedAsDuplicateTag(input.tag));
  }

  /** New limits and detection settings hold from now on; the old ones stay in the history. @throws as `createSensor` */
  updateSensor(id: number, patch: SensorPatch, by: string): Promise<Sensor> {
    return this.#db.transaction((em) => updateSensor(em, id, patch, by));
  }

  /** Takes a sensor out of service for good: its history stays, new readings are refused. @throws NotFoundError */
  retireSensor(id: number): Promise<Sensor> {
    return this.#db.transaction((em) => retireSensor(em, id));
  }
}

/** In the caller's transaction. */
export async function createEquipment(em: EntityManager, input: NewEquipment): Promise<Equipment> {
  const row = {
    tag: checkedTag(input.tag),
    name: checkedText('name', input.name),
    kind: checkedChoice('kind', input.kind, EQUIPMENT_KINDS),
    criticality: checkedChoice('criticality', input.criticality ?? 'MEDIUM', CRITICALITIES),
    equipmentClass: checkedOptionalText('equipmentClass', input.equipmentClass),
    location: checkedOptionalText('location', input.location),
    description: checkedDescription(input.description ?? ''),
    createdAtMs: Date.now(),
  };
  const parent = await checkedParent(em, input.kind, input.parentId ?? null);
  const equipment = em.create(Equipment, { ...row, parentId: parent?.id ?? null, path: '' });
  await em.flush();
  equipment.path = `${parent?.path ?? '/'}${equipment.id}/`;
  return equipment;
}

async function existing(em: EntityManager, id: number): Promise<Equipment> {
  const equipment = await em.findOne(Equipment, { id });
  if (!equipment) throw new NotFoundError('Equipment', id);
  return equipment;
}

async function checkedParent(
  em: EntityManager,
  kind: EquipmentKind,
  parentId: number | null,
): Promise<Equipment | undefined> {
  const needed = PARENT_KIND[kind];
  if (needed === null) {
    if (parentId === null) return undefined;
    throw new InvalidInputError('parentId', 'set', 'absent for a SITE, which is the top of the tree');
  }
  if (parentId === null) {
    throw new InvalidInputError('parentId', 'absent', `the id of the ${needed} that holds the ${kind}`);
  }
  const parent = await existing(em, parentId);
  if (parent.isRetired) throw retiredError('Equipment', parent.tag);
  if (parent.kind === needed) return parent;
  throw new InvalidInputError('parentId', `the ${parent.kind} ${parent.tag}`, `a ${needed} for a ${kind}`);
}

function checkedChoice<T extends string>(field: string, value: T, choices: readonly T[]): T {
  if (choices.includes(value)) return value;
  throw new InvalidInputError(field, JSON.stringify(value), `one of ${choices.join(', ')}`);
}

const activeChildrenError = (tag: string, count: number): ConflictError =>
  new ConflictError(
    'HAS_ACTIVE_CHILDREN',
    `${tag} still holds ${count} ${count === 1 ? 'place or machine' : 'places or machines'} in service`,
    'Retire what it holds first.',
    { tag, count },
  );
