import { DomainError } from '../errors.ts';

interface Closing {
  once(event: 'close', listener: () => void): unknown;
}

/** Aborts when the response or the socket closes that an answer would go to. */
export function goneWith(closing: Closing): AbortSignal {
  const controller = new AbortController();
  closing.once('close', () => controller.abort(abandoned()));
  return controller.signal;
}

const abandoned = (): DomainError =>
  new DomainError('ABANDONED', 'Whoever asked is gone', 'Ask again, and wait for the answer.');
