import { LINE_STEPS, type LineStep } from '../../src/live/steps.ts';
import { seededRandom } from '../live/signals.ts';

/**
 * SOCKET: one subscriber's connection is broken. KILL: the first process to reach a step of the live line ends there.
 * BUS: Redis is killed and started again. DATABASE: the server crashes and recovers, or, of SQLite, another connection
 * holds the lock for writing. CLOCK: the clock of one process jumps, and back.
 */
export type CutKind = 'SOCKET' | 'KILL' | 'BUS' | 'DATABASE' | 'CLOCK';

export interface Cut {
  readonly kind: CutKind;
  readonly step: LineStep;
  /** How long it lasts, where it lasts. */
  readonly holdMs: number;
  readonly jumpMs: number;
  /** From 0 to 1: which of the processes or subscribers. */
  readonly whom: number;
}

const KINDS: Readonly<Record<'sqlite' | 'postgresql', readonly CutKind[]>> = {
  sqlite: ['SOCKET', 'KILL', 'KILL', 'DATABASE', 'CLOCK'],
  postgresql: ['SOCKET', 'KILL', 'KILL', 'BUS', 'DATABASE', 'CLOCK'],
};
const LONGEST_HOLD_MS = 700;
const LONGEST_JUMP_MS = 3_600_000;

/** The same for the same seed; every kind, and every step of a kill, as often as any other but for chance. */
export function planCuts(dialect: 'sqlite' | 'postgresql', seed: number, count: number): Cut[] {
  const random = seededRandom(seed);
  const oneOf = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
  return Array.from({ length: count }, () => ({
    kind: oneOf(KINDS[dialect]),
    step: oneOf(LINE_STEPS),
    holdMs: Math.round(random() * LONGEST_HOLD_MS),
    jumpMs: Math.round((2 * random() - 1) * LONGEST_JUMP_MS),
    whom: random(),
  }));
}
