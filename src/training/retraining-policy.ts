import { defineEntity, p } from '@mikro-orm/core';
import { lockUntilCommit } from '../db/commit-lock.ts';
import type { Database, EntityManager } from '../db/database.ts';
import { noteChange } from '../db/witness.ts';
import { InvalidInputError } from '../errors.ts';
import type { ModelTask } from '../registry/registered-model.ts';

const RetrainingPolicySchema = defineEntity({
  name: 'RetrainingPolicy',
  tableName: 'retraining_policy',
  uniques: [{ properties: ['task', 'version'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    task: p.string().$type<ModelTask>(),
    version: p.integer(),
    rules: p.text(),
    fromMs: p.bigint('number'),
    setBy: p.string(),
  },
});

/** One entry of the append-only history of when models of a task are trained again; `rules` is JSON and holds until the next. */
export class RetrainingPolicy extends RetrainingPolicySchema.class {
  ruled(): RetrainingRules {
    return JSON.parse(this.rules);
  }
}
RetrainingPolicySchema.setClass(RetrainingPolicy);

/** Days are 24 hours. */
export interface RetrainingRules {
  readonly isEnabled: boolean;
  /** A version older than this is stale. */
  readonly maximumAgeDays: number;
  /** Also trains sensors that have no version, with the default family. */
  readonly includeUntrained: boolean;
  /** The budget: trainings that the policy asks for within 24 hours. */
  readonly jobsPerDay: number;
  /** A sensor is left alone for so long after its last training was asked for, however that ended. */
  readonly coolDownHours: number;
  /** Data older than this is left out; null for everything stored. */
  readonly trainOnLastDays: number | null;
  /** Makes the new version live. Without it the policy never changes what is live. */
  readonly promote: boolean;
}

/** What holds where nobody has said anything: nothing is trained without being asked for. */
export const DEFAULT_RULES: RetrainingRules = {
  isEnabled: false,
  maximumAgeDays: 30,
  includeUntrained: false,
  jobsPerDay: 100,
  coolDownHours: 24,
  trainOnLastDays: null,
  promote: false,
};

const LONGEST_DAYS = 3_650;
const LONGEST_HOURS = 24 * 365;
const MOST_JOBS = 100_000;

/** @throws InvalidInputError */
function checkedRules(rules: RetrainingRules): RetrainingRules {
  within('maximumAgeDays', rules.maximumAgeDays, 0, LONGEST_DAYS);
  within('coolDownHours', rules.coolDownHours, 0, LONGEST_HOURS);
  if (rules.trainOnLastDays !== null) within('trainOnLastDays', rules.trainOnLastDays, 0, LONGEST_DAYS);
  const { jobsPerDay } = rules;
  if (Number.isInteger(jobsPerDay) && jobsPerDay >= 1 && jobsPerDay <= MOST_JOBS) return rules;
  throw new InvalidInputError('jobsPerDay', jobsPerDay, `a whole number from 1 to ${MOST_JOBS}`);
}

function within(field: string, value: number, above: number, most: number): void {
  if (value > above && value <= most) return;
  throw new InvalidInputError(field, value, `above ${above} and at most ${most}`);
}

/** The policy of a task that holds now, or held at an instant; null before the first was set. */
export function retrainingPolicy(
  em: EntityManager,
  task: ModelTask,
  asOfMs: number = Number.MAX_SAFE_INTEGER,
): Promise<RetrainingPolicy | null> {
  return em.findOne(RetrainingPolicy, { task, fromMs: { $lte: asOfMs } }, { orderBy: { version: 'desc' } });
}

/** Until the end of the transaction nobody else decides by policies, or sets one. */
export const lockPolicies = (em: EntityManager): Promise<void> => lockUntilCommit(em, 'RETRAINING_POLICIES');

/** What to change; what is absent stays as it is, and null clears what may be null. */
export type RulesChange = { readonly [Name in keyof RetrainingRules]?: RetrainingRules[Name] | null };

/** Sets the policy of a task from now on. @throws InvalidInputError */
export function setRetrainingPolicy(
  db: Database,
  task: ModelTask,
  change: RulesChange,
  setBy: string,
): Promise<RetrainingPolicy> {
  return db.transaction(async (em) => {
    await lockPolicies(em);
    const before = await retrainingPolicy(em, task);
    const rules = checkedRules(changed({ ...DEFAULT_RULES, ...before?.ruled() }, change));
    noteChange({ what: 'Policy', id: task, before: before?.ruled() ?? null, after: rules });
    const policy = em.create(RetrainingPolicy, {
      task,
      version: (before?.version ?? 0) + 1,
      rules: JSON.stringify(rules),
      fromMs: Date.now(),
      setBy,
    });
    await em.flush();
    return policy;
  });
}

function changed(rules: RetrainingRules, change: RulesChange): RetrainingRules {
  const said = Object.entries(change).filter(([name, value]) =>
    name === 'trainOnLastDays' ? value !== undefined : value != null,
  );
  return { ...rules, ...Object.fromEntries(said) };
}
