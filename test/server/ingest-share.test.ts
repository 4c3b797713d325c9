import { expect, it, onTestFinished } from 'vitest';
import { startedApplication } from './running-application.ts';

const token = (name: string) => `${name}-token-of-at-least-32-characters`;

it('one token has at most half of the requests to /ingest, so that others get in', async () => {
  const AUTH_TOKENS = ['ann', 'bob'].map((name) => `operator:${name}:${token(name)}`).join(',');
  const { url } = await startedApplication({ MAX_INGESTS: '4', AUTH_TOKENS });
  const abandon = new AbortController();
  onTestFinished(() => abandon.abort());
  const send = (who: string, body: BodyInit) =>
    fetch(new URL('/ingest', url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${token(who)}` },
      body,
      signal: abandon.signal,
      ...({ duplex: 'half' } as object),
    });
  const endless = () =>
    new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('\n')) }) as BodyInit;
  for (let i = 0; i < 2; i++) send('ann', endless()).catch(() => undefined);
  await expect.poll(async () => (await send('ann', '\n')).status).toBe(503);
  expect((await send('bob', '\n')).status).toBe(200);
});
