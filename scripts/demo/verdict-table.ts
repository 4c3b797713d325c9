import { table } from '../terminal/table.ts';
import { narrate } from './narrator.ts';
import type { ScenarioClock } from './scenario-clock.ts';
import type { FaultOutcome, Verdict } from './verdict.ts';

const HEAD = ['fault', 'sensor', 'start', 'announced', 'delay', 'severity', 'cause', 'decided by'];

const instant = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

function rowOf({ fault, announced, delaySamples, last }: FaultOutcome, clock: ScenarioClock): string[] {
  const head = [fault.kind, fault.sensorTag, instant(clock.timeOf(fault.startIndex))];
  if (!announced || !last) return [...head, 'missed', '', '', '', ''];
  const { severity, cause, detectionMode } = last.anomaly;
  const delay = `${delaySamples} samples`;
  return [...head, instant(Date.parse(announced.time)), delay, severity, cause, detectionMode];
}

/** Faults against announcements, then what was false and how it ended. */
export function describeVerdict({ outcomes, falseAlarms, passed }: Verdict, clock: ScenarioClock): string {
  const announced = outcomes.filter((outcome) => outcome.announced).length;
  const rows = outcomes.map((outcome) => rowOf(outcome, clock));
  return [
    table(HEAD, rows),
    '',
    `${announced} of ${outcomes.length} faults announced, false alarms: ${falseAlarms.length}.`,
    ...falseAlarms.map((event) => `  false: ${narrate(event)}`),
    passed ? 'PASSED' : 'FAILED: at least 6 kinds of fault must be announced, with at most 2 false alarms.',
  ].join('\n');
}
