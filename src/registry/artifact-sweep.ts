import type { Database, EntityManager } from '../db/database.ts';
import { Housekeeping } from '../db/housekeeping.ts';
import { ArtifactHold, stopHolding } from './artifact-hold.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { ModelVersion } from './model-version.ts';

const EVERY_MS = 60_000;
const HOLDS_AT_A_TIME = 200;
/** A holder that was thought dead may still store what it held, long after: it is looked at again until then. */
const REMEMBERED_MS = 86_400_000;

export interface SweepOptions {
  /** Which of these holders may still make their version. */
  readonly alive: (em: EntityManager, holders: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly onFault: (error: unknown) => void;
}

/**
 * Removes artifacts that were stored for versions that never came to be. Only what was held is ever looked at, so that
 * files of others are left alone; what a version refers to, or a living holder holds, stays.
 */
export class ArtifactSweep {
  readonly #db: Database;
  readonly #artifacts: ArtifactStore;
  readonly #options: SweepOptions;
  readonly #everyMinute: Housekeeping;

  constructor(db: Database, artifacts: ArtifactStore, options: SweepOptions) {
    this.#db = db;
    this.#artifacts = artifacts;
    this.#options = options;
    this.#everyMinute = new Housekeeping(EVERY_MS, () => this.sweep(), options.onFault);
  }

  /** Sweeps now, and every minute. */
  start(): void {
    this.#everyMinute.start();
  }

  stop(): Promise<void> {
    return this.#everyMinute.stop();
  }

  async sweep(): Promise<void> {
    let after = 0;
    do after = await this.#some(after);
    while (after > 0);
  }

  /** Some holds after an id, in one transaction. Gives the last id, 0 at the end. */
  #some(after: number): Promise<number> {
    return this.#db.transaction(async (em) => {
      await stopHolding(em);
      const where = { id: { $gt: after } };
      const holds = await em.find(ArtifactHold, where, { orderBy: { id: 'asc' }, limit: HOLDS_AT_A_TIME });
      if (holds.length === 0) return 0;
      // Whoever is alive is asked before what is referred to: a version that is committed in between is seen.
      const alive = await this.#options.alive(
        em,
        holds.map(({ holder }) => holder),
      );
      const dead = holds.filter(({ holder }) => !alive.has(holder));
      const used = await this.#used(em, dead);
      const unused = new Set(dead.map(({ sha256 }) => sha256).filter((sha256) => !used.has(sha256)));
      for (const sha256 of unused) await this.#artifacts.remove(sha256);
      const oldestMs = Date.now() - REMEMBERED_MS;
      for (const hold of dead) if (!unused.has(hold.sha256) || hold.createdAtMs < oldestMs) em.remove(hold);
      return holds[holds.length - 1].id;
    });
  }

  /** Of what the dead held: what versions refer to, and what the living hold, too. */
  async #used(em: EntityManager, dead: readonly ArtifactHold[]): Promise<Set<string>> {
    const sha256s = [...new Set(dead.map(({ sha256 }) => sha256))];
    if (sha256s.length === 0) return new Set();
    const others = await em.find(ArtifactHold, { sha256: { $in: sha256s } });
    const alive = await this.#options.alive(
      em,
      others.map(({ holder }) => holder),
    );
    const versions = await em
      .createQueryBuilder(ModelVersion, 'v')
      .select('artifactSha256')
      .where({ artifactSha256: { $in: sha256s }, deletedAtMs: null })
      .execute('all');
    const held = others.filter(({ holder }) => alive.has(holder)).map(({ sha256 }) => sha256);
    return new Set([...held, ...versions.map((row) => row.artifactSha256 as string)]);
  }
}
