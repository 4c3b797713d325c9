import { DomainError } from '../../errors.ts';

interface Closing {
  once(event: 'close', listener: () => void): unknown;
}

/**
 * Aborts when the response or the socket closes that answers would go to.
 * @param answered whether nothing was owed any more when it closed
 */
export function goneWith(closing: Closing, answered: () => boolean = () => false): AbortSignal {
  const controller = new AbortController();
  closing.once('close', () => {
    if (!answered()) controller.abort(abandoned());
  });
  return controller.signal;
}

const abandoned = (): DomainError =>
  new DomainError('ABANDONED', 'Whoever asked is gone', 'Ask again, and wait for the answer.');
