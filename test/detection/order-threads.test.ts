import { afterEach, describe, expect, it } from 'vitest';
import { OrderThreads } from '../../src/detection/order-threads.ts';
import { DomainError } from '../../src/errors.ts';
import { cleaningConfig } from '../../src/ml/cleaning/cleaning-config.ts';

const DETECT = new URL('../../src/detection/detect-worker.ts', import.meta.url);
const ENDLESS = new URL('./endless-worker.ts', import.meta.url);
const BUSY = new URL('./busy-worker.ts', import.meta.url);

const ask = (threads: OrderThreads, asked: string, busyMs = 0, signal?: AbortSignal) =>
  threads.run<{ asked: string; threadId: number }>({ asked, busyMs }, { signal });

describe('threads that judge', () => {
  const opened: OrderThreads[] = [];
  const threadsOf = (script: URL) => {
    const threads = new OrderThreads(script);
    opened.push(threads);
    return threads;
  };
  afterEach(() => Promise.all(opened.splice(0).map((threads) => threads.stop())));

  it('stay for the next order, and are as many as there are orders at once', async () => {
    const threads = threadsOf(BUSY);
    const name = async () => (await ask(threads, '')).threadId;
    const first = await name();
    expect(await name()).toBe(first);
    const both = await Promise.all([name(), name()]);
    expect(new Set(both).size).toBe(2);
    expect(both).toContain(first);
    expect(both).toContain(await name());
  });

  it('are ended when they take too long, and say so; the next order is answered by another', async () => {
    const threads = threadsOf(ENDLESS);
    const judging = () => threads.run({}, { limitMs: 100 });
    const refused = {
      code: 'SCORING_TIMED_OUT',
      message: 'Judging the series took longer than 0.1 seconds',
    };
    await expect(judging()).rejects.toMatchObject(refused);
    await expect(judging()).rejects.toMatchObject(refused);
  });

  it('are ended wherever they are by an aborted signal', async () => {
    const controller = new AbortController();
    const judging = threadsOf(ENDLESS).run({}, { signal: controller.signal });
    setTimeout(() => controller.abort('CANCELLED'), 100);
    await expect(judging).rejects.toBe('CANCELLED');
  });

  it('answer nobody with what was asked by one who has left', async () => {
    const threads = threadsOf(BUSY);
    const controller = new AbortController();
    const abandoned = ask(threads, 'by one who leaves', 300, controller.signal);
    setTimeout(
      () => controller.abort(new DomainError('ABANDONED', 'Whoever asked is gone', 'Ask again.')),
      100,
    );
    await expect(abandoned).rejects.toMatchObject({ code: 'ABANDONED' });
    expect(await ask(threads, 'by the next')).toMatchObject({ asked: 'by the next' });
  });

  it('are ended wherever they are when they are stopped', async () => {
    const threads = threadsOf(ENDLESS);
    const judging = expect(threads.run({}, {})).rejects.toThrow('The worker thread ended');
    await threads.stop();
    await judging;
  });

  it('are not begun for a signal that was aborted before', async () => {
    const judging = threadsOf(ENDLESS).run({}, { signal: AbortSignal.abort('STOPPED') });
    await expect(judging).rejects.toBe('STOPPED');
  });

  it('refuse in the words of what refused there', async () => {
    const series = { values: new Float64Array(10), inputs: [] };
    const order = {
      family: 'robust',
      artifact: new Uint8Array(40),
      series,
      known: [],
      cleaning: cleaningConfig.parse({}),
    };
    await expect(threadsOf(DETECT).run(order, {})).rejects.toMatchObject({
      code: 'CORRUPT_ARTIFACT',
      remedy: 'Train the model again, or restore the artifact from a copy.',
    });
  });
});
