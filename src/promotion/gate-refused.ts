import { DomainError } from '../errors.ts';
import type { GateDecision, GateReason } from './gate-decision.ts';

/** A version was not let live; the decisions, one a sensor, carry the numbers. */
export class GateRefusedError extends DomainError {
  readonly decisionIds: readonly number[];

  /** @param tags of the sensors, by id */
  constructor(decisions: readonly GateDecision[], tags: ReadonlyMap<number, string>) {
    const refused = decisions.filter(({ outcome }) => outcome === 'REFUSED');
    const reasonsOf = ({ reasons }: GateDecision) => JSON.parse(reasons) as GateReason[];
    const said = refused
      .slice(0, NAMED)
      .map((one) => `${tags.get(one.sensorId)} ${reasonsOf(one).join(', ')}`);
    const more = refused.length > NAMED ? `; and ${refused.length - NAMED} more` : '';
    super(
      'GATE_REFUSED',
      `The version is not let live for ${refused.length} of ${decisions.length} sensors: ${said.join('; ')}${more}`,
      'Look at the numbers of the decisions; train on more data, or let an administrator promote it despite the gate, with a reason.',
      {
        reasons: [...new Set(refused.flatMap(reasonsOf))],
        sensorIds: refused.map(({ sensorId }) => sensorId),
      },
    );
    this.name = 'GateRefusedError';
    this.decisionIds = decisions.map(({ id }) => id);
  }
}

const NAMED = 3;
