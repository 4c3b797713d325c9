import { setImmediate as loopTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ConflictError, RateLimitedError } from '../../src/errors.ts';
import { holdAnswer } from '../../src/server/admission/held-answer.ts';

it('who has nothing left waits a tenth of a second at least, however soon something is left', async () => {
  const began = performance.now();
  await holdAnswer(new RateLimitedError('points of cost', { perSecond: 20_000, burst: 20_000 }, 0.05));
  // A timer may be a millisecond early.
  expect(performance.now() - began).toBeGreaterThan(98);
});

it('anything else is answered at once', async () => {
  let isHeld = true;
  void holdAnswer(new ConflictError('TAKEN', 'It is taken', 'Choose another.')).then(() => {
    isHeld = false;
  });
  await loopTurn();
  expect(isHeld).toBe(false);
});
