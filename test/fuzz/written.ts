import { type GraphQLSchema, isInterfaceType } from 'graphql';
import { type DataVersion, dataVersionOf } from '../../src/db/data-version.ts';
import type { RunningServices } from '../../src/server/services.ts';

type Counts = Readonly<Record<string, number>>;

/**
 * What judging readings and forecasts writes on its own, whatever is asked meanwhile; and what is kept of refusals
 * themselves: that they were tried, and what the gate said.
 */
const OWN =
  /^(migration|sqlite_|scoring_mark|regime_state|tracker_state|signal|event|forecast|model_fault|audit_|gate_decision)/;

/** Jobs that a retraining policy asks for are nobody's request. */
const FILTERS: Readonly<Record<string, string>> = { job: " where origin = 'REQUEST'" };

/** What may be said of an answer to a mutation without knowing the mutation. */
interface Said {
  /** Nothing was done: every field is null or a failure. */
  readonly isRefused: boolean;
  /** Readings that it says are stored; null where it does not say. */
  readonly accepted: number | null;
}

interface Root {
  readonly __typename?: string;
  readonly series?: readonly { readonly accepted?: number }[];
}

/** Rows in the tables of an SQLite database, counted again only after something was written. */
export class Written {
  readonly #services: Pick<RunningServices, 'db' | 'scorer'>;
  readonly #version: DataVersion;
  readonly #count: () => Counts;
  readonly #failures: ReadonlySet<string>;
  #at: string | null = null;
  #counts: Counts = {};

  private constructor(
    services: Pick<RunningServices, 'db' | 'scorer'>,
    version: DataVersion,
    count: () => Counts,
    failures: ReadonlySet<string>,
  ) {
    this.#services = services;
    this.#version = version;
    this.#count = count;
    this.#failures = failures;
  }

  /** @param busy jobs are worked on meanwhile, and write what they like: only readings are counted */
  static async open(
    services: Pick<RunningServices, 'db' | 'scorer'>,
    schema: GraphQLSchema,
    busy: boolean,
  ): Promise<Written> {
    const isCounted = (name: string) => (busy ? name === 'reading' : !OWN.test(name));
    const native = await services.db.native();
    if (native.dialect !== 'sqlite') throw new Error('rows are counted on SQLite');
    const { connection } = native;
    const named = connection.prepare<[], { name: string }>(
      "select name from sqlite_master where type = 'table'",
    );
    const tables = named.all().flatMap(({ name }) => (isCounted(name) ? [name] : []));
    const each = tables.map((name) => `(select count(*) from "${name}"${FILTERS[name] ?? ''}) as "${name}"`);
    const statement = connection.prepare<[], Counts>(`select ${each.join(', ')}`);
    const error = schema.getType('Error');
    const failures = isInterfaceType(error) ? schema.getPossibleTypes(error).map(({ name }) => name) : [];
    return new Written(services, dataVersionOf(native), () => statement.get() as Counts, new Set(failures));
  }

  /** How many rows there are now, all readings judged. */
  async counts(): Promise<Counts> {
    await this.#services.scorer.idle();
    const now = this.#version();
    if (now === null || now !== this.#at) {
      this.#counts = this.#count();
      this.#at = now;
    }
    return this.#counts;
  }

  said(answer: Record<string, unknown>): Said {
    const roots = Object.values((answer.data ?? {}) as Record<string, Root | null>);
    const isRefused = roots.every((root) => root === null || this.#failures.has(root?.__typename ?? ''));
    const [only] = roots;
    const isRecorded = roots.length === 1 && only?.__typename === 'RecordedReadings';
    const accepted = isRecorded ? only.series?.map((one) => one.accepted) : undefined;
    const isWhole = accepted?.every((count) => typeof count === 'number');
    return { isRefused, accepted: isWhole ? sum(accepted as number[]) : isRefused ? 0 : null };
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** What is wrong with what was written. @param accepted readings that were acknowledged; null where nobody said */
export function writtenProblems(before: Counts, after: Counts, { isRefused, accepted }: Said): string[] {
  const grown = Object.keys(after).filter((table) => after[table] !== before[table]);
  const stored = after.reading - before.reading;
  return [
    ...(isRefused
      ? grown.map((table) => `is refused, and ${table} has ${after[table] - before[table]} rows more`)
      : []),
    ...(accepted !== null && stored !== accepted
      ? [`acknowledges ${accepted} readings and stores ${stored}`]
      : []),
  ];
}
