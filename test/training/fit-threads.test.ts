import { afterAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../src/errors.ts';

import type { FitOrder } from '../../src/training/fit-order.ts';
import { FitThreads } from '../../src/training/fit-threads.ts';
import { univariate } from '../ml/univariate.ts';

const faulty = new URL('./faulty-worker.ts', import.meta.url);

const order = (
  family: string,
  values = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i)),
): FitOrder => ({
  task: 'FORECASTING',
  family,
  config: { horizon: 5 },
  seed: 1,
  series: univariate(values),
  split: { trainCount: 240 },
  heldOutLabels: [],
  hysteresis: { openAfter: 2, closeAfter: 100, closeRatio: 0.7 },
});
const never = new AbortController().signal;
const silent = { progress: () => {} };
const faultOf = (way: string, signal = never) =>
  new FitThreads(faulty).fit(order(way), silent, signal).then(
    () => expect.unreachable(),
    (error) => error,
  );

describe('a fit in a worker thread', () => {
  const threads = new FitThreads();
  afterAll(() => threads.close());

  it('comes back with weights and figures, and told of its stages', async () => {
    const stages = new Set<string>();
    const result = await threads.fit(
      order('last-value'),
      { progress: (_share, stage) => stages.add(stage) },
      never,
    );
    expect(result.artifact.length).toBeGreaterThan(0);
    expect(result.metrics.mae).toBeGreaterThan(0);
    expect(result.baselineMetrics.mae).toBeGreaterThan(0);
    expect([...stages]).toEqual(['FIT', 'JUDGE']);
  });

  it('takes the arrays with it instead of copying them', async () => {
    const values = Float64Array.from({ length: 300 }, (_, i) => i % 7);
    await threads.fit(order('last-value', values), silent, never);
    expect(values.length).toBe(0);
  });

  it('refuses in the same words as the mathematics', async () => {
    const missing = new Float64Array(300).fill(Number.NaN);
    const refused = threads.fit(order('last-value', missing), silent, never);
    await expect(refused).rejects.toMatchObject({ code: 'INSUFFICIENT_DATA', details: { given: 0 } });
    const error = await faultOf('refuses');
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ message: 'too few', remedy: 'more', details: { needed: 9 } });
  });

  it('is a fault, not a refusal, when the thread throws or ends early', async () => {
    const thrown = await faultOf('throws');
    expect(thrown.message).toBe('a bug in the fit');
    expect(thrown).not.toBeInstanceOf(DomainError);
    expect((await faultOf('exits')).message).toContain('ended with 3');
  });

  it('says so when memory does not suffice', async () => {
    expect(await faultOf('hoards')).toMatchObject({ code: 'TRAINING_OUT_OF_MEMORY' });
  });

  it('ends at once when it is told to, even in an endless loop', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort('CANCELLED'), 200);
    const begun = Date.now();
    expect(await faultOf('endless', controller.signal)).toBe('CANCELLED');
    expect(Date.now() - begun).toBeLessThan(1_000);
    expect(await faultOf('endless', AbortSignal.abort('STOPPED'))).toBe('STOPPED');
  });

  it('leaves its thread to the next order, which finds nothing of the one before', async () => {
    const values = (seed: number) => Float64Array.from({ length: 300 }, (_, i) => Math.sin(seed * i));
    const alone = await new FitThreads().fit(order('ridge', values(3)), silent, never);
    const before = threads.activeMs();
    await threads.fit(order('ridge', values(2)), silent, never);
    const refused = threads.fit(order('last-value', new Float64Array(300).fill(Number.NaN)), silent, never);
    await expect(refused).rejects.toMatchObject({ code: 'INSUFFICIENT_DATA' });
    expect(await threads.fit(order('ridge', values(3)), silent, never)).toEqual(alone);
    expect(threads.activeMs()).toBeGreaterThan(before);
  });
});
