import { defineEntity, p } from '@mikro-orm/core';
import { lockUntilCommit } from '../db/commit-lock.ts';
import type { Database, EntityManager } from '../db/database.ts';
import { noteChange } from '../db/witness.ts';
import { Equipment } from '../equipment/equipment.ts';
import { subtreePath } from '../equipment/equipment-page.ts';
import { DomainError } from '../errors.ts';
import { type CleanUpRules, checkedRules, type PartOfPlant } from './clean-up.ts';

const RetentionPolicySchema = defineEntity({
  name: 'RetentionPolicy',
  tableName: 'model_retention_policy',
  uniques: [{ properties: ['place', 'version'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    /** The equipment, 0 for the whole plant. */
    place: p.integer(),
    equipmentId: () =>
      p.manyToOne(Equipment).mapToPk().nullable().fieldName('equipment_id').deleteRule('restrict'),
    version: p.integer(),
    rules: p.text().nullable(),
    fromMs: p.bigint('number'),
    setBy: p.string(),
  },
});

/**
 * One entry of the append-only history of which versions of models are kept for the sensors of some equipment and all below it,
 * or of the whole plant. `rules` is JSON and holds until the next entry of the place; null where it was withdrawn: what holds above
 * it holds here again.
 */
export class RetentionPolicy extends RetentionPolicySchema.class {
  ruled(): RetentionRules {
    return { ...DEFAULT_RETENTION, ...(this.rules && JSON.parse(this.rules)) };
  }
}
RetentionPolicySchema.setClass(RetentionPolicy);

export interface RetentionRules extends CleanUpRules {
  /** Whether anything is deleted. A policy that is not enabled keeps everything where it holds. */
  readonly isEnabled: boolean;
}

/** What a policy says that says nothing. */
const DEFAULT_RETENTION: RetentionRules = { isEnabled: false, keepNewest: 5, keepLiveWithinDays: 90 };

const MOST_POLICIES = 500;

/** The policies that hold now, or held at an instant, that of the plant first; at most 500. */
export async function retentionPolicies(
  em: EntityManager,
  asOfMs: number = Number.MAX_SAFE_INTEGER,
): Promise<RetentionPolicy[]> {
  const newest: { id: number }[] = await em.execute(
    'select max(id) as id from model_retention_policy where from_ms <= ? group by place',
    [asOfMs],
  );
  const where = { id: { $in: newest.map(({ id }) => id) }, rules: { $ne: null } };
  return em.find(RetentionPolicy, where, { orderBy: { place: 'asc' } });
}

const HELD = `select e.path from model_retention_policy p join equipment e on e.id = p.equipment_id
  where p.rules is not null and p.id in (select max(id) from model_retention_policy group by place)`;

/** What a policy is about: its equipment and all below it, but for what other policies that hold are about. In two statements. */
export async function partOf(em: EntityManager, { equipmentId }: RetentionPolicy): Promise<PartOfPlant> {
  const path = equipmentId == null ? '/' : await subtreePath(em, equipmentId);
  const held: { path: string }[] = await em.execute(HELD);
  const others = held.map((other) => other.path);
  return { path, without: others.filter((other) => other !== path && other.startsWith(path)) };
}

/** Who deletes by it. */
export const policyName = ({ equipmentId, version }: RetentionPolicy): string =>
  `retention policy ${version} of ${equipmentId == null ? 'the plant' : `equipment ${equipmentId}`}`;

/** What to change; what is absent stays as it is. */
export type RetentionChange = { readonly [Name in keyof RetentionRules]?: RetentionRules[Name] | null };

/**
 * Sets the policy of equipment, or of the plant (null), from now on.
 * @throws NotFoundError, InvalidInputError, DomainError TOO_MANY_POLICIES
 */
export function setRetentionPolicy(
  db: Database,
  equipmentId: number | null,
  change: RetentionChange,
  setBy: string,
): Promise<RetentionPolicy> {
  return db.transaction(async (em) => {
    await lockUntilCommit(em, 'RETENTION_POLICIES');
    if (equipmentId !== null) await subtreePath(em, equipmentId);
    const before = await newestOf(em, equipmentId);
    if (!before?.rules) await refuseMany(em);
    const said = Object.entries(change).filter(([, value]) => value != null);
    const rules = { ...(before?.ruled() ?? DEFAULT_RETENTION), ...Object.fromEntries(said) };
    return append(em, equipmentId, before, { ...checkedRules(rules), isEnabled: rules.isEnabled }, setBy);
  });
}

/** What holds above holds here again. Asking again changes nothing. */
export function withdrawRetentionPolicy(
  db: Database,
  equipmentId: number | null,
  setBy: string,
): Promise<RetentionPolicy | null> {
  return db.transaction(async (em) => {
    await lockUntilCommit(em, 'RETENTION_POLICIES');
    const before = await newestOf(em, equipmentId);
    return before?.rules ? append(em, equipmentId, before, null, setBy) : before;
  });
}

async function append(
  em: EntityManager,
  equipmentId: number | null,
  before: RetentionPolicy | null,
  rules: RetentionRules | null,
  setBy: string,
): Promise<RetentionPolicy> {
  const id = equipmentId === null ? null : `Equipment:${equipmentId}`;
  noteChange({ what: 'Model retention', id, before: before?.rules ? before.ruled() : null, after: rules });
  const policy = em.create(RetentionPolicy, {
    place: equipmentId ?? 0,
    equipmentId,
    version: (before?.version ?? 0) + 1,
    rules: rules && JSON.stringify(rules),
    fromMs: Date.now(),
    setBy,
  });
  await em.flush();
  return policy;
}

const newestOf = (em: EntityManager, equipmentId: number | null): Promise<RetentionPolicy | null> =>
  em.findOne(RetentionPolicy, { place: equipmentId ?? 0 }, { orderBy: { version: 'desc' } });

async function refuseMany(em: EntityManager): Promise<void> {
  const { length } = await retentionPolicies(em);
  if (length < MOST_POLICIES) return;
  throw new DomainError(
    'TOO_MANY_POLICIES',
    `${length} policies hold already`,
    `Withdraw some of them, or set one further up: at most ${MOST_POLICIES} hold at a time.`,
  );
}
