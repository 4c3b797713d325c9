import { DomainError } from '../errors.ts';

/** Why one sensor of a group is not trained with the others. */
export interface MemberRefusal {
  readonly sensorId: number;
  /** Its tag; its id where there is no such sensor. */
  readonly name: string;
  readonly error: DomainError;
}

const NAMED = 3;

/** Sensors that were to share weights, of which some cannot. */
export class GroupRefusedError extends DomainError {
  readonly refusals: readonly MemberRefusal[];

  constructor(refusals: readonly MemberRefusal[], members: number) {
    const said = refusals.slice(0, NAMED).map(({ name, error }) => `${name}: ${error.message}`);
    const more = refusals.length > NAMED ? `; and ${refusals.length - NAMED} more` : '';
    super(
      'GROUP_REFUSED',
      `${refusals.length} of ${members} sensors cannot be trained with the others. ${said.join('; ')}${more}`,
      'Leave these sensors out, or put right what is said of each.',
      { sensorIds: refusals.map(({ sensorId }) => sensorId) },
    );
    this.name = 'GroupRefusedError';
    this.refusals = refusals;
  }
}
