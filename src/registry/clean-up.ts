import type { EntityManager } from '../db/database.ts';
import { InvalidInputError } from '../errors.ts';

/** Which versions stay; everything that is live, a challenger, or pinned, stays in any case. */
export interface CleanUpRules {
  /** The newest ones of each registered model, 1 to 1000. */
  readonly keepNewest: number;
  /** What was live for somebody within so many days, 0 to 3650. */
  readonly keepLiveWithinDays: number;
}

const MOST_KEPT = 1_000;
const MOST_DAYS = 3_650;
const MOST_AT_ONCE = 200;
const DAY_MS = 86_400_000;

/** @throws InvalidInputError */
export function checkedRules({ keepNewest, keepLiveWithinDays }: CleanUpRules): CleanUpRules {
  if (!Number.isInteger(keepNewest) || keepNewest < 1 || keepNewest > MOST_KEPT)
    throw new InvalidInputError('keepNewest', keepNewest, `a whole number from 1 to ${MOST_KEPT}`);
  if (!(keepLiveWithinDays >= 0 && keepLiveWithinDays <= MOST_DAYS))
    throw new InvalidInputError('keepLiveWithinDays', keepLiveWithinDays, `from 0 to ${MOST_DAYS}`);
  return { keepNewest, keepLiveWithinDays };
}

const OUTLIVED = `select v.id from (select id, row_number() over (partition by registered_model_id order by version desc) as place
    from model_version where deleted_at_ms is null) v join model_version w on w.id = v.id
  where v.place > ? and w.pinned_at_ms is null and not exists (select 1 from model_alias l where l.model_version_id = v.id)
  and not exists (select 1 from assignment a left join assignment n on n.sensor_id = a.sensor_id and n.task = a.task
    and n.sequence = a.sequence + 1 where a.model_version_id = v.id and (n.id is null or n.from_ms >= ?))`;
const ELSEWHERE = `and exists (select 1 from scope_member m where m.model_version_id = v.id) and not exists (select 1
  from scope_member m join sensor s on s.id = m.sensor_id join equipment e on e.id = s.equipment_id
  where m.model_version_id = v.id and (e.path not like ?`;

/** Part of the plant: everything below a path, but for what lies below others. */
export interface PartOfPlant {
  /** Ids from the root, as `/1/4/`; `/` for the whole plant. */
  readonly path: string;
  readonly without: readonly string[];
}

/** What the rules let go, oldest first, at most 200 at once; of a part of the plant, what was made for sensors of it and no others. */
export async function outlivedVersions(
  em: EntityManager,
  { keepNewest, keepLiveWithinDays }: CleanUpRules,
  part?: PartOfPlant,
): Promise<{ readonly versions: readonly { readonly id: number }[]; readonly more: boolean }> {
  const sinceMs = Math.floor(Date.now() - keepLiveWithinDays * DAY_MS);
  const paths = part ? [part.path, ...part.without].map((path) => `${path}%`) : [];
  const elsewhere = part ? `${ELSEWHERE}${' or e.path like ?'.repeat(part.without.length)}))` : '';
  const rows: { id: number }[] = await em.execute(`${OUTLIVED} ${elsewhere} order by v.id limit ?`, [
    ...[keepNewest, sinceMs],
    ...paths,
    MOST_AT_ONCE + 1,
  ]);
  return { versions: rows.slice(0, MOST_AT_ONCE), more: rows.length > MOST_AT_ONCE };
}
