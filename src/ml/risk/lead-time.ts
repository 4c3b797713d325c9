import type { ResolvedCase } from './platt-scaling.ts';

/** A case and the step at which the limit was crossed; 0 where it was not. */
export interface TimedCase extends ResolvedCase {
  readonly crossedAt: number;
}

interface LeadTime {
  /** The least probability that warns. */
  readonly warnsFrom: number;
  /** Share of the crossings that were warned of. */
  readonly found: number;
  /** Median steps from the warning to the crossing, over all crossings; one that was not warned of counts 0. */
  readonly median: number;
}

/**
 * How early crossings are known when a warning is worth having: of the cases that came to nothing at most the share `rate`
 * may warn. Null where nothing was crossed, or everything.
 */
export const leadTimeAt = (cases: readonly TimedCase[], rate: number): LeadTime | null => {
  const quiet = cases.filter(({ happened }) => !happened).map(({ probability }) => probability);
  const crossings = cases.filter(({ happened }) => happened);
  if (quiet.length === 0 || crossings.length === 0) return null;
  quiet.sort((a, b) => b - a);
  const allowed = Math.floor(rate * quiet.length);
  const loudest = quiet[allowed] ?? 0;
  const leads = crossings.map(({ probability, crossedAt }) => (probability > loudest ? crossedAt : 0));
  const warned = crossings.filter(({ probability }) => probability > loudest);
  leads.sort((a, b) => a - b);
  const warnsFrom = warned.reduce((least, { probability }) => Math.min(least, probability), 1);
  return { warnsFrom, found: warned.length / crossings.length, median: leads[leads.length >> 1] };
};
