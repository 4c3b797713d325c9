import { z } from 'zod';

/** What decided: see `chosenFrom`. */
const CHOICE_REASONS = ['MOST_FAULTS', 'FEWER_FALSE_ALARMS', 'FIRST_OF_EQUALS', 'NONE_WITHIN_RATE'] as const;
export type ChoiceReason = (typeof CHOICE_REASONS)[number];

const candidateFigures = z.object({
  family: z.string(),
  /** Episodes that opened in normal readings, per 10,000 of them. */
  falseAlarmsPer10000: z.number().nonnegative(),
  faultsFound: z.int().nonnegative(),
  /** How many were injected: the same ones for every candidate. */
  faults: z.int().nonnegative(),
});

export const choiceSchema = z.object({
  /** The family. */
  chosen: z.string(),
  reason: z.enum(CHOICE_REASONS),
  /** In the order in which they were named. */
  candidates: z.array(candidateFigures).min(1),
});

export type CandidateFigures = Readonly<z.output<typeof candidateFigures>>;

/** Which of several detectors was taken, why, and the figures of all of them. */
export interface DetectorChoice {
  readonly chosen: string;
  readonly reason: ChoiceReason;
  readonly candidates: readonly CandidateFigures[];
}

const byFaults = (one: CandidateFigures, other: CandidateFigures) => other.faultsFound - one.faultsFound;

const byAlarms = (one: CandidateFigures, other: CandidateFigures) =>
  one.falseAlarmsPer10000 - other.falseAlarmsPer10000;

/**
 * Of those with at most one false alarm in `oneIn` normal readings the one that finds most faults, then the one with
 * fewer false alarms, then the first. Where none keeps the rate: the fewest false alarms, then most faults, then the first.
 */
export const chosenFrom = (candidates: readonly CandidateFigures[], oneIn: number): DetectorChoice => {
  const within = candidates.filter(({ falseAlarmsPer10000 }) => falseAlarmsPer10000 <= 10_000 / oneIn);
  if (within.length === 0) {
    const [{ family }] = candidates.toSorted((one, other) => byAlarms(one, other) || byFaults(one, other));
    return { chosen: family, reason: 'NONE_WITHIN_RATE', candidates };
  }
  const [best, next] = within.toSorted((one, other) => byFaults(one, other) || byAlarms(one, other));
  return { chosen: best.family, reason: reasonOver(best, next), candidates };
};

const reasonOver = (best: CandidateFigures, next: CandidateFigures | undefined): ChoiceReason => {
  if (next === undefined || byFaults(best, next) !== 0) return 'MOST_FAULTS';
  return byAlarms(best, next) === 0 ? 'FIRST_OF_EQUALS' : 'FEWER_FALSE_ALARMS';
};
