import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { TelltaleClient } from '../../schema/client/client.ts';
import { AnomalyEventsDocument } from '../../schema/generated/graphql.ts';

it('the client finds out by itself that a connection is silent, says so and comes back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-stale-'));
  const server = fork(resolve(import.meta.dirname, '../live/killable-server.ts'), {
    env: {
      ...process.env,
      DATABASE_URL: 'sqlite::memory:',
      ARTIFACTS_DIR: folder,
      PORT: '0',
      HEARTBEAT_MS: '100',
    },
  });
  const [url] = (await once(server, 'message')) as [string];
  const client = new TelltaleClient({ url });
  const left = new AbortController();
  let [items, disconnects] = [0, 0];
  const follow = async () => {
    const options = { signal: left.signal, staleAfterMs: 500, onDisconnect: () => disconnects++ };
    for await (const _ of client.follow(AnomalyEventsDocument, {}, options)) items++;
  };
  const followed = follow();
  onTestFinished(async () => {
    server.kill('SIGKILL');
    left.abort();
    await followed;
    await client.close();
    await rm(folder, { recursive: true });
  });
  await expect.poll(() => items).toBeGreaterThan(1);

  server.kill('SIGSTOP');
  await expect.poll(() => disconnects, { timeout: 8_000 }).toBeGreaterThan(1);
  server.kill('SIGCONT');
  const before = items;
  await expect.poll(() => items, { timeout: 8_000 }).toBeGreaterThan(before + 1);
});
