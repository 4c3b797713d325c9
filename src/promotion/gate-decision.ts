import { defineEntity, p } from '@mikro-orm/core';
import { Sensor } from '../equipment/sensor.ts';
import { ModelVersion } from '../registry/model-version.ts';
import type { ModelTask } from '../registry/registered-model.ts';

export const GATE_OUTCOMES = ['PASSED', 'REFUSED', 'OVERRIDDEN'] as const;
export type GateOutcome = (typeof GATE_OUTCOMES)[number];

/** Why a candidate passes, the first three, or is refused. */
export const GATE_REASONS = [
  'FIRST_VERSION',
  'CHAMPION_UNUSABLE',
  'NOT_WORSE',
  'TOO_FEW_READINGS',
  'NON_FINITE_SCORES',
  'FEWER_CATCHES',
  'MORE_FALSE_ALARMS',
  'MORE_TIME_OPEN',
  'WORSE_CALIBRATED',
  'LESS_ACCURATE',
  'CHAMPION_CHANGED',
] as const;
export type GateReason = (typeof GATE_REASONS)[number];

/** Figures by name. */
export type GateFigures = Readonly<Record<string, number>>;

/** The readings that both were judged on, and what came of it. */
export interface GateEvidence {
  /** Ms since the epoch, both ends inclusive; null where the figures are those of the training. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly readings: number;
  /** Confirmed anomalies among them. */
  readonly labels: number;
  readonly candidate: GateFigures;
  readonly champion: GateFigures | null;
  readonly baseline: GateFigures;
}

const GateDecisionSchema = defineEntity({
  name: 'GateDecision',
  tableName: 'gate_decision',
  indexes: [{ properties: ['sensorId', 'id'] }],
  properties: {
    id: p.integer().primary().autoincrement(),
    modelVersionId: () => p.manyToOne(ModelVersion).mapToPk().fieldName('model_version_id').index(),
    championVersionId: () =>
      p.manyToOne(ModelVersion).mapToPk().nullable().fieldName('champion_version_id').index(),
    sensorId: () => p.manyToOne(Sensor).mapToPk().fieldName('sensor_id'),
    task: p.string().$type<ModelTask>(),
    outcome: p.string().$type<GateOutcome>(),
    reasons: p.text(),
    evidence: p.text(),
    overrideReason: p.text().nullable(),
    decidedBy: p.string(),
    decidedAtMs: p.bigint('number'),
  },
});

/**
 * What the gate said when a version was to become live for a sensor; never changed. `reasons` is a list of `GateReason` and
 * `evidence` a `GateEvidence`, both in JSON.
 */
export class GateDecision extends GateDecisionSchema.class {}
GateDecisionSchema.setClass(GateDecision);
