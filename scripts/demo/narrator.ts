import type { AnomalyEvent } from '../graph/anomaly-watch.ts';

const instant = (time: string): string => time.slice(0, 16).replace('T', ' ');

const figure = (value: number | null | undefined, unit: string): string => {
  if (value == null) return 'no reading';
  const shown = Number.parseFloat(value.toPrecision(4));
  return unit === '1' ? `${shown}` : `${shown} ${unit}`;
};

/** One line of a change of an anomaly: when, how severe, where, what was measured and expected, and why it counts. */
export function narrate({ type, time, sensor, anomaly }: AnomalyEvent): string {
  const { severity, score, threshold, expected, actual, cause, detectionMode } = anomaly;
  const head = `${instant(time)}  ${severity.padEnd(8)}  ${type.padEnd(8)}  ${sensor.tag.padEnd(13)}`;
  const where = `${sensor.name}, ${sensor.equipment.name}`;
  const values = `${figure(actual, sensor.unit)}, expected ${figure(expected, sensor.unit)}`;
  const why = `score ${score.toFixed(1)} over ${threshold.toFixed(1)}, ${cause}, ${detectionMode}`;
  return `${head}  ${where}: ${values}; ${why}`;
}

/** Whether a change is news for a person: not that an anomaly just goes on in the same severity. */
export class Newsworthy {
  readonly #severities = new Map<string, string>();

  of({ type, anomaly }: AnomalyEvent): boolean {
    const { id } = anomaly.anomaly;
    const known = this.#severities.get(id);
    this.#severities.set(id, anomaly.severity);
    return type !== 'EXTENDED' || known !== anomaly.severity;
  }
}
