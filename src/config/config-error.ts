import { DomainError } from '../errors.ts';

/** Everything that is wrong with the configuration, one line each; no line holds a secret. */
export class ConfigError extends DomainError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      'INVALID_CONFIGURATION',
      `The configuration is refused:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
      'Correct what the message names.',
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
