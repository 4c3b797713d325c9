import { AsyncLocalStorage } from 'node:async_hooks';
import { ChangeSetType, type EventSubscriber, type FlushEventArgs } from '@mikro-orm/core';
import type { EntityManager } from './database.ts';

/** What a transaction did to one thing; `before` is null for what is new, `after` for what is gone. */
export interface SeenChange {
  readonly what: string;
  /** The number behind its global id, or what else tells it apart. */
  readonly id: number | string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** Sees what the transactions of a piece of work change. */
export interface Witness {
  begin(): void;
  saw(change: SeenChange): void;
  /** What it writes commits with the transaction. */
  beforeCommit(em: EntityManager): Promise<void>;
  committed(): void;
}

const current = new AsyncLocalStorage<Witness>();

/** Runs `work` before a witness. */
export const witnessed = <T>(witness: Witness, work: () => T): T => current.run(witness, work);

/** Begins work that goes on by itself, whoever happened to set it going: no witness sees it. */
export const unwitnessed = <T>(work: () => T): T => current.exit(work);

/** For a room whose change a unit of work does not see, or that knows what was before. */
export const noteChange = (change: SeenChange): void => current.getStore()?.saw(change);

/** `work` as one transaction, seen by the witness if there is one. */
export async function seenTransaction<T>(
  em: EntityManager,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  const witness = current.getStore();
  if (!witness) return em.transactional((inner) => work(inner as EntityManager));
  witness.begin();
  const result = await em.transactional(async (inner) => {
    const done = await work(inner as EntityManager);
    await inner.flush();
    await witness.beforeCommit(inner as EntityManager);
    return done;
  });
  witness.committed();
  return result;
}

type ChangeSets = ReturnType<FlushEventArgs['uow']['getChangeSets']>;

/** Tells the witness what units of work write: of a change only the columns that changed, none of them hidden. */
export class ChangeSubscriber implements EventSubscriber {
  afterFlush({ uow }: FlushEventArgs): void {
    const witness = current.getStore();
    if (!witness) return;
    for (const change of uow.getChangeSets()) witness.saw(seenChange(change));
  }
}

function seenChange({ type, entity, meta, payload, originalEntity }: ChangeSets[number]): SeenChange {
  const shown = (values: Readonly<Record<string, unknown>>, names: readonly string[]) =>
    Object.fromEntries(
      names.map((name) => [name, meta.properties[name as never]?.hidden ? '(hidden)' : values[name]]),
    );
  const now = entity as Readonly<Record<string, unknown>>;
  const was = (originalEntity ?? {}) as Readonly<Record<string, unknown>>;
  const names = Object.keys(payload);
  const isNew = type === ChangeSetType.CREATE;
  const isGone = type === ChangeSetType.DELETE;
  return {
    what: meta.name ?? '',
    id: (now.id as number | undefined) ?? null,
    before: isNew ? null : shown(was, isGone ? Object.keys(was) : names),
    after: isGone ? null : shown(now, names),
  };
}
