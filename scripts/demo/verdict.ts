import type { PlannedFault } from '../../seeds/scenario.ts';
import type { AnomalyEvent } from '../graph/anomaly-watch.ts';
import type { ScenarioClock } from './scenario-clock.ts';

/** Samples after a fault in which its end, a jump back to normal, may still be announced without being false. */
const GRACE_SAMPLES = 100;

/** At least so many kinds of fault must be announced, with at most so many false alarms. */
const FEWEST_KINDS = 6;
const MOST_FALSE_ALARMS = 2;

/** What became of one fault. */
export interface FaultOutcome {
  readonly fault: PlannedFault;
  /** The change that opened the first anomaly of the fault's sensor in its window; absent when it was missed. */
  readonly announced: AnomalyEvent | undefined;
  /** Samples from the start of the fault to the reading at which it was announced. */
  readonly delaySamples: number;
  /** The last thing that was said of that anomaly in the window. */
  readonly last: AnomalyEvent | undefined;
}

export interface Verdict {
  readonly outcomes: readonly FaultOutcome[];
  /** Anomalies opened on a healthy sensor, or on another one while it was well. */
  readonly falseAlarms: readonly AnomalyEvent[];
  readonly passed: boolean;
}

/** Judges what a subscriber was told by what the scenario did. */
export function judge(
  faults: readonly PlannedFault[],
  events: readonly AnomalyEvent[],
  clock: ScenarioClock,
): Verdict {
  const indexed = events.map((event) => ({ event, index: clock.indexOf(Date.parse(event.time)) }));
  const opened = indexed.filter(({ event }) => event.type === 'OPENED');
  const isWithin = (
    { event, index }: (typeof indexed)[number],
    { sensorTag, startIndex, endIndex }: PlannedFault,
    grace: number,
  ) => event.sensor.tag === sensorTag && index >= startIndex && index <= endIndex + grace;
  const outcomes = faults.map((fault): FaultOutcome => {
    const first = opened.find((one) => isWithin(one, fault, 0));
    const id = first?.event.anomaly.anomaly.id;
    const last = indexed.findLast(
      (one) => one.event.anomaly.anomaly.id === id && isWithin(one, fault, GRACE_SAMPLES),
    );
    const delaySamples = first ? first.index - fault.startIndex : Number.NaN;
    return { fault, announced: first?.event, delaySamples, last: last?.event };
  });
  const falseAlarms = opened
    .filter((one) => !faults.some((fault) => isWithin(one, fault, GRACE_SAMPLES)))
    .map(({ event }) => event);
  const kinds = new Set(outcomes.filter(({ announced }) => announced).map(({ fault }) => fault.kind));
  return {
    outcomes,
    falseAlarms,
    passed: kinds.size >= FEWEST_KINDS && falseAlarms.length <= MOST_FALSE_ALARMS,
  };
}
