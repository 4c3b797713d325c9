import { DomainError } from '../errors.ts';
import type { GateDecision, GateReason } from './gate-decision.ts';

/** A version was not let live; the decisions, one a sensor, carry the numbers. */
export class GateRefusedError extends DomainError {
  readonly decisionIds: readonly number[];

  constructor(decisions: readonly GateDecision[]) {
    const reasons = new Set(decisions.flatMap(({ reasons }) => JSON.parse(reasons) as GateReason[]));
    super(
      'GATE_REFUSED',
      `The version is not let live: ${[...reasons].join(', ')}`,
      'Look at the numbers of the decisions; train on more data, or let an administrator promote it despite the gate, with a reason.',
      { reasons: [...reasons] },
    );
    this.name = 'GateRefusedError';
    this.decisionIds = decisions.map(({ id }) => id);
  }
}
