import type { CalendarTerm } from './feature-config.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** The epoch was a Thursday; weeks begin on Monday. */
const MONDAY_MS = 3 * DAY_MS;

/**
 * Where an instant lies in its day or its week as an angle, in UTC, so that midnight is near the minute before it: sine and
 * cosine of 2π · share, the share from midnight, or from Monday midnight. NaN where the instant is unknown.
 * @param timeMs since the epoch
 */
export const calendarAngle = (term: CalendarTerm, timeMs: number): { sine: number; cosine: number } => {
  const share = term === 'HOUR_OF_DAY' ? shareOf(timeMs, DAY_MS) : shareOf(timeMs + MONDAY_MS, WEEK_MS);
  const angle = 2 * Math.PI * share;
  return { sine: Math.sin(angle), cosine: Math.cos(angle) };
};

const shareOf = (timeMs: number, cycleMs: number): number =>
  (((timeMs % cycleMs) + cycleMs) % cycleMs) / cycleMs;
