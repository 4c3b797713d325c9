import { expect, it } from 'vitest';
import { Allowance } from '../../src/server/admission/allowance.ts';
import { payerOf } from '../../src/server/admission/allowances.ts';

/** So slow that nothing comes back within a test. */
const rate = { perSecond: 0.001, burst: 100 };
const payer = (token: string | null, address = '10.0.0.1') => ({ token, address });

it('a token has what it has saved up, and is told how long to wait for more', () => {
  const allowance = new Allowance('points', { perSecond: 1, burst: 100 }, 4);
  allowance.take(payer('a'), 100);
  expect(() => allowance.take(payer('a'), 30)).toThrow(
    expect.objectContaining({ code: 'RATE_LIMITED', retryAfterMs: expect.closeTo(30_000, -3) }),
  );
  expect(allowance.left(payer('b'))).toBe(100);
});

it('what is refused costs nothing', () => {
  const allowance = new Allowance('points', rate, 4);
  allowance.take(payer('a'), 60);
  expect(() => allowance.take(payer('a'), 60)).toThrow();
  allowance.take(payer('a'), 40);
  expect(allowance.left(payer('a'))).toBe(0);
});

it('an address has the allowances of a few tokens, however many it shows', () => {
  const allowance = new Allowance('points', rate, 2);
  for (const token of ['a', 'b']) allowance.take(payer(token), 100);
  expect(() => allowance.take(payer('c'), 1)).toThrow();
  expect(() => allowance.take(payer(null), 1)).toThrow();
  allowance.take(payer('c', '10.0.0.2'), 100);
});

it('what is more than can be saved up counts as all of it, so that it can be had at all', () => {
  const allowance = new Allowance('points', rate, 1);
  expect(allowance.waitMs(payer('a'), 1_000)).toBe(0);
  expect(allowance.left(payer('a'))).toBe(0);
  expect(allowance.waitMs(payer('a'), 1_000)).toBeGreaterThan(0);
});

it('forgets whoever was not heard of for longest', () => {
  const allowance = new Allowance('points', rate, 1_000_000);
  allowance.take(payer('first'), 100);
  for (let i = 0; i < 10_000; i++) allowance.take(payer(`${i}`), 100);
  expect(allowance.left(payer('first'))).toBe(100);
});

it('the people of one issuer pay each for themselves', () => {
  const allowance = new Allowance('points', rate, 4);
  const person = (name: string) => ({ name, role: 'VIEWER', credential: 'jwt https://issuer' }) as const;
  allowance.take(payerOf(person('ann'), '10.0.0.1'), 100);
  expect(() => allowance.take(payerOf(person('ann'), '10.0.0.2'), 1)).toThrow();
  allowance.take(payerOf(person('bob'), '10.0.0.1'), 100);
});
