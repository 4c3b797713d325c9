import { describe, expect, it } from 'vitest';
import { startServer } from './running-server.ts';

describe('health', () => {
  it('is live and ready when every part is', async () => {
    const { url } = await startServer({}, async () => ({
      parts: { database: 'ok', scoring: 'ok' },
      facts: { tensors: null },
    }));
    const live = await fetch(new URL('/health/live', url));
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
    const ready = await fetch(new URL('/health/ready', url));
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', parts: { database: 'ok', scoring: 'ok' }, tensors: null },
    ]);
  });

  it('is 503 while a part is not ready, and says which and why; the process stays live', async () => {
    const { url } = await startServer({}, async () => ({
      parts: { database: 'does not answer', scoring: 'ok' },
    }));
    const ready = await fetch(new URL('/health/ready', url));
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({
      status: 'not ready',
      parts: { database: 'does not answer', scoring: 'ok' },
    });
    expect((await fetch(new URL('/health/live', url))).status).toBe(200);
  });

  it('needs no token', async () => {
    const { url } = await startServer({ AUTH_TOKENS: 'admin:ann:a-token-of-at-least-thirty-two-characters' });
    expect((await fetch(new URL('/health/ready', url))).status).toBe(200);
  });

  it('survives a readiness check that fails itself', async () => {
    const { url, log } = await startServer({}, async () => {
      throw new Error('the password is hunter2');
    });
    const ready = await fetch(new URL('/health/ready', url));
    expect(ready.status).toBe(500);
    expect(await ready.text()).not.toContain('hunter2');
    expect(log).toHaveLength(1);
  });
});
