import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startServer } from '../../scripts/demo/start-server.ts';

const PAGE = 'http://localhost:5173';

test('the demo is called from the page of a development server that ALLOWED_ORIGINS names', async () => {
  vi.stubEnv('ALLOWED_ORIGINS', PAGE);
  const folder = await mkdtemp(join(tmpdir(), 'telltale-demo-'));
  const application = await startServer(folder, 0);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await application.close();
    await rm(folder, { recursive: true });
  });
  const ask = (origin: string) =>
    fetch(application.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: '{"query":"{ __typename }"}',
    });
  const answer = await ask(PAGE);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
  expect((await ask('http://localhost:5174')).status).toBe(403);
});
