import { type GraphQLSchema, isInterfaceType } from 'graphql';
import type { RunningServices } from '../../src/server/services/services.ts';
import { type Counts, rowCounter } from './row-counts.ts';

/**
 * What judging readings and forecasts writes on its own, whatever is asked meanwhile; and what is kept of refusals
 * themselves: that they were tried, and what the gate said.
 */
const OWN =
  /^(migration|sqlite_|scoring_mark|regime_state|tracker_state|signal|event|forecast|model_fault|audit_|gate_decision)/;

/** Jobs that a retraining policy asks for are nobody's request. */
const ASKED_FOR = { job: "origin = 'REQUEST'" };

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

/** What a plant has stored, and what its answers say of it. */
export class Written {
  readonly #scorer: RunningServices['scorer'];
  readonly #count: () => Promise<Counts>;
  readonly #failures: ReadonlySet<string>;

  private constructor(
    scorer: RunningServices['scorer'],
    count: () => Promise<Counts>,
    failures: ReadonlySet<string>,
  ) {
    this.#scorer = scorer;
    this.#count = count;
    this.#failures = failures;
  }

  /** @param busy jobs are worked on meanwhile, and write what they like: only readings are counted */
  static async open(
    { db, scorer }: Pick<RunningServices, 'db' | 'scorer'>,
    schema: GraphQLSchema,
    busy: boolean,
  ): Promise<Written> {
    const isCounted = (name: string) => (busy ? name === 'reading' : !OWN.test(name));
    const count = await rowCounter(db, { isCounted, only: ASKED_FOR });
    const error = schema.getType('Error');
    const failures = isInterfaceType(error) ? schema.getPossibleTypes(error).map(({ name }) => name) : [];
    return new Written(scorer, count, new Set(failures));
  }

  /** How many rows there are now, all readings judged. */
  async counts(): Promise<Counts> {
    await this.#scorer.idle();
    return this.#count();
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
