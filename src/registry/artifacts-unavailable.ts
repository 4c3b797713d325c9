import { UnavailableError } from '../errors.ts';

/**
 * The place of the artifacts did not answer, or did not let us in. Nothing is known to be wrong with what lies there:
 * the same request may succeed later.
 */
export class ArtifactsUnavailableError extends UnavailableError {
  constructor(where: string, why: string) {
    super(
      'ARTIFACTS_UNAVAILABLE',
      `The artifact store ${where} cannot be used: ${why}`,
      'Ask again later; whoever runs the server should look at the store and at the settings that name it.',
      { where },
    );
    this.name = 'ArtifactsUnavailableError';
  }
}
