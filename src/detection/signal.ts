import type { SensorFacts } from '../equipment/sensor-facts.ts';
import type { SignalSettings } from '../equipment/signal-settings.ts';
import { BAD_QUALITY } from '../readings/quality.ts';
import type { Columns } from '../readings/store.ts';

/**
 * Whether a sensor can be believed, whatever its values mean. LIVE: usable readings come. SILENT: nothing comes.
 * DROPPED_OUT: readings come and none can be used, BAD or without a value. STUCK: the value has stopped to change.
 */
export const HEARD_STATES = ['LIVE', 'SILENT', 'DROPPED_OUT', 'STUCK'] as const;
export type HeardState = (typeof HEARD_STATES)[number];
export type SignalState = HeardState | 'NEVER_HEARD';

/** When a signal is no longer live; 0 never. `stuckAfterReadings` is null while it is learned. */
export interface SignalRules {
  readonly silentAfterMs: number;
  readonly stuckAfterReadings: number | null;
}

/** What is kept of a signal between readings. */
export interface Signal {
  readonly state: HeardState;
  /** Source time of the reading it began with; of SILENT when something was last heard, by the server's clock. */
  readonly sinceMs: number;
  /** When a reading last arrived, by the server's clock. */
  readonly heardMs: number;
  /** Source time of the last reading that could be used. */
  readonly usableMs: number | null;
  /** Source time of the first of the readings in a row that cannot be used; null when the last one could. */
  readonly unusableFromMs: number | null;
  /** The readings in a row, up to the last usable one, with exactly this value. */
  readonly run: { readonly value: number; readonly length: number; readonly fromMs: number } | null;
  /** Runs that have ended, and the longest of them; those that were called stuck are not counted. */
  readonly runs: number;
  readonly longestRun: number;
}

/** A new state of a signal: `atMs` is the source time of the reading that decided, of SILENT the server's clock. */
export interface SignalChange {
  readonly previous: SignalState;
  readonly signal: Signal;
  readonly atMs: number;
}

export interface Heard {
  readonly signal: Signal;
  readonly changes: readonly SignalChange[];
}

const LEAST_SILENCE_MS = 60_000;
const SILENT_PERIODS = 5;
/** How a signal moves is known after this many runs; the rule was measured on NASA's channels (docs/ML.md). */
const KNOWN_RUNS = 100;
const STUCK_RUNS = 10;
const LEAST_STUCK_READINGS = 30;

/** The rules in force for a sensor: what was set, or what its sampling period suggests. */
export const signalRules = (
  settings: SignalSettings,
  { samplingPeriodMs }: Pick<SensorFacts, 'samplingPeriodMs'>,
): SignalRules => ({
  silentAfterMs: settings.silentAfterMs ?? Math.max(LEAST_SILENCE_MS, SILENT_PERIODS * samplingPeriodMs),
  stuckAfterReadings: settings.stuckAfterReadings,
});

const unheard = (timeMs: number, nowMs: number): Signal => ({
  state: 'LIVE',
  sinceMs: timeMs,
  heardMs: nowMs,
  usableMs: null,
  unusableFromMs: null,
  run: null,
  runs: 0,
  longestRun: 0,
});

/** Takes readings in time order, which arrived by `nowMs`. `before` is null when nothing was ever heard. */
export function hear(before: Signal | null, columns: Columns, rules: SignalRules, nowMs: number): Heard {
  const changes: SignalChange[] = [];
  let signal = before;
  for (let i = 0; i < columns.times.length; i++) {
    const timeMs = columns.times[i];
    const value = columns.qualities[i] === BAD_QUALITY ? Number.NaN : columns.values[i];
    const known = { ...(signal ?? unheard(timeMs, nowMs)), heardMs: nowMs };
    const next = Number.isNaN(value) ? unusable(known, timeMs, rules) : usable(known, timeMs, value, rules);
    if (next.state !== signal?.state)
      changes.push({ previous: signal?.state ?? 'NEVER_HEARD', signal: next, atMs: timeMs });
    signal = next;
  }
  return { signal: signal ?? unheard(nowMs, nowMs), changes };
}

/** A reading that came late says nothing of the present but that its source is there. */
export function hearLate(before: Signal | null, nowMs: number): Heard {
  const signal = { ...(before ?? unheard(nowMs, nowMs)), heardMs: nowMs };
  if (before && before.state !== 'SILENT') return { signal, changes: [] };
  const live: Signal = { ...signal, state: 'LIVE', sinceMs: nowMs };
  return { signal: live, changes: [{ previous: before?.state ?? 'NEVER_HEARD', signal: live, atMs: nowMs }] };
}

/**
 * Nothing has come since the last reading, for as long as someone has waited who asks now. A reading that seems to
 * have arrived after now did so before the clock was set back: then the waiting counts.
 */
export function listen(before: Signal, rules: SignalRules, nowMs: number): Heard {
  const isExpected = before.heardMs <= nowMs && nowMs < silentFrom(before, rules, nowMs);
  if (before.state === 'SILENT' || rules.silentAfterMs === 0 || isExpected)
    return { signal: before, changes: [] };
  const signal: Signal = { ...before, state: 'SILENT', sinceMs: before.heardMs };
  return { signal, changes: [{ previous: before.state, signal, atMs: nowMs }] };
}

/** The instant, by the server's clock, from which on nothing heard means silence. A clock set back is no time passed. */
export const silentFrom = (
  { heardMs }: Pick<Signal, 'heardMs'>,
  rules: SignalRules,
  nowMs: number,
): number =>
  rules.silentAfterMs === 0 ? Number.POSITIVE_INFINITY : Math.min(heardMs, nowMs) + rules.silentAfterMs;

function unusable(signal: Signal, timeMs: number, { silentAfterMs }: SignalRules): Signal {
  const unusableFromMs = signal.unusableFromMs ?? timeMs;
  const lasts = silentAfterMs > 0 && timeMs - unusableFromMs >= silentAfterMs;
  if (signal.state === 'DROPPED_OUT' || (!lasts && signal.state !== 'SILENT'))
    return { ...signal, unusableFromMs };
  return { ...signal, state: 'DROPPED_OUT', sinceMs: unusableFromMs, unusableFromMs };
}

function usable(before: Signal, timeMs: number, value: number, rules: SignalRules): Signal {
  const signal = { ...before, ...nextRun(before, timeMs, value), usableMs: timeMs, unusableFromMs: null };
  const { run } = signal;
  if (run.length >= stuckLimit(signal, rules)) {
    return before.state === 'STUCK' ? signal : { ...signal, state: 'STUCK', sinceMs: run.fromMs };
  }
  return before.state === 'LIVE' ? signal : { ...signal, state: 'LIVE', sinceMs: timeMs };
}

function nextRun({ run, state, runs, longestRun }: Signal, fromMs: number, value: number) {
  if (run?.value === value) return { run: { ...run, length: run.length + 1 }, runs, longestRun };
  const begun = { value, length: 1, fromMs };
  if (!run || state === 'STUCK') return { run: begun, runs, longestRun };
  return { run: begun, runs: runs + 1, longestRun: Math.max(longestRun, run.length) };
}

function stuckLimit({ runs, longestRun }: Signal, { stuckAfterReadings }: SignalRules): number {
  if (stuckAfterReadings !== null)
    return stuckAfterReadings === 0 ? Number.POSITIVE_INFINITY : stuckAfterReadings;
  if (runs < KNOWN_RUNS) return Number.POSITIVE_INFINITY;
  return Math.max(LEAST_STUCK_READINGS, STUCK_RUNS * longestRun);
}
