import { describe, expect, it } from 'vitest';
import { judgeInThread } from '../../src/detection/judge-in-thread.ts';

const ENDLESS = new URL('./endless-worker.ts', import.meta.url);

describe('a thread that judges', () => {
  it('is ended when it takes too long, and says so', async () => {
    const judging = judgeInThread(ENDLESS, {}, { limitMs: 100 });
    await expect(judging).rejects.toMatchObject({
      code: 'SCORING_TIMED_OUT',
      message: 'Judging the series took longer than 0.1 seconds',
    });
  });

  it('is ended wherever it is by an aborted signal', async () => {
    const controller = new AbortController();
    const judging = judgeInThread(ENDLESS, {}, { signal: controller.signal });
    setTimeout(() => controller.abort('CANCELLED'), 100);
    await expect(judging).rejects.toBe('CANCELLED');
  });

  it('is not begun for a signal that was aborted before', async () => {
    const judging = judgeInThread(ENDLESS, {}, { signal: AbortSignal.abort('STOPPED') });
    await expect(judging).rejects.toBe('STOPPED');
  });
});
