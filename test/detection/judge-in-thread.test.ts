import { describe, expect, it } from 'vitest';
import { judgeInThread } from '../../src/detection/judge-in-thread.ts';
import { cleaningConfig } from '../../src/ml/cleaning/cleaning-config.ts';

const DETECT = new URL('../../src/detection/detect-worker.ts', import.meta.url);
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

  it('refuses in the words of what refused it there', async () => {
    const series = { values: new Float64Array(10), inputs: [] };
    const order = {
      family: 'robust',
      artifact: new Uint8Array(40),
      series,
      known: [],
      cleaning: cleaningConfig.parse({}),
    };
    await expect(judgeInThread(DETECT, order, {})).rejects.toMatchObject({
      code: 'CORRUPT_ARTIFACT',
      remedy: 'Train the model again, or restore the artifact from a copy.',
    });
  });
});
