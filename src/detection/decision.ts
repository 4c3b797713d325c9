import { createHash } from 'node:crypto';
import type { DetectionSettings } from '../equipment/detection-settings.ts';
import type { AnomalyTransition } from './anomalies.ts';
import type { AnomalyStatus } from './anomaly.ts';

/** What one revision of an anomaly decided, and by what; times are ms since the epoch. */
export type Decision = Pick<
  AnomalyTransition,
  | 'sensorId'
  | 'change'
  | 'startMs'
  | 'endMs'
  | 'peakMs'
  | 'score'
  | 'threshold'
  | 'expected'
  | 'actual'
  | 'cause'
  | 'confidence'
  | 'detectionMode'
  | 'modelVersionId'
  | 'atMs'
> & {
  readonly status: AnomalyStatus;
  /** Of the deciding reading; null where judging again decided. */
  readonly decidingScore: number | null;
  readonly decidingThreshold: number | null;
};

/** In the order in which they are encoded. */
const FIELDS = [
  'sensorId',
  'change',
  'status',
  'startMs',
  'endMs',
  'peakMs',
  'score',
  'threshold',
  'expected',
  'actual',
  'cause',
  'confidence',
  'detectionMode',
  'modelVersionId',
  'atMs',
  'decidingScore',
  'decidingThreshold',
] as const satisfies readonly (keyof Decision)[];

export const statusAfter = ({ revises, change }: AnomalyTransition): AnomalyStatus =>
  revises?.status ?? (change === 'CLOSED' ? 'CLOSED' : 'OPEN');

export const decisionOf = (transition: AnomalyTransition): Decision => ({
  ...transition,
  status: statusAfter(transition),
  decidingScore: transition.deciding?.score ?? null,
  decidingThreshold: transition.deciding?.threshold ?? null,
});

/**
 * SHA-256 of a decision and of the settings that it was made under, over a JSON array in a fixed order: numbers in their
 * shortest form that reads back to the same 64 bits. Lower-case hexadecimal.
 */
export function decisionSha256(decision: Decision, settings: DetectionSettings): string {
  const { openAfterReadings, closeAfterReadings, closeRatio, judgeLimits } = settings;
  const encoded = JSON.stringify([
    'telltale decision 1',
    FIELDS.map((field) => decision[field]),
    [openAfterReadings, closeAfterReadings, closeRatio, judgeLimits],
  ]);
  return createHash('sha256').update(encoded).digest('hex');
}

export interface Difference {
  readonly field: string;
  /** As JSON. */
  readonly stored: string;
  readonly recomputed: string;
}

/** In which fields two decisions are otherwise. */
export const differences = (
  stored: Partial<Decision>,
  recomputed: Partial<Decision>,
): readonly Difference[] =>
  FIELDS.flatMap((field) => {
    const [a, b] = [JSON.stringify(stored[field] ?? null), JSON.stringify(recomputed[field] ?? null)];
    return field in stored && a !== b ? [{ field, stored: a, recomputed: b }] : [];
  });
