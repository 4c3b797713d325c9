import { setTimeout as sleep } from 'node:timers/promises';
import { EventSource } from 'eventsource';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from './running-server.ts';

function streamOf(url: string, query: string, headers: Record<string, string> = {}): EventSource {
  const source = new EventSource(`${url}?query=${encodeURIComponent(query)}`, {
    fetch: (address, init) => fetch(address, { ...init, headers: { ...init.headers, ...headers } }),
  });
  onTestFinished(() => source.close());
  return source;
}

function collect(source: EventSource): Promise<unknown[]> {
  const results: unknown[] = [];
  return new Promise((resolve, reject) => {
    source.addEventListener('next', (event) => results.push(JSON.parse(event.data)));
    source.addEventListener('complete', () => resolve(results));
    source.addEventListener('error', (event) =>
      reject(Object.assign(new Error(event.message), { code: event.code })),
    );
  });
}

describe('an event stream', () => {
  it('carries a subscription to its end, each event in a context of its own', async () => {
    const { url } = await startServer();
    const results = (await collect(streamOf(url, 'subscription { ticks(count: 3) { number context } }'))) as {
      data: { ticks: { number: number; context: number } };
    }[];
    expect(results.map(({ data }) => data.ticks.number)).toEqual([1, 2, 3]);
    expect(new Set(results.map(({ data }) => data.ticks.context)).size).toBe(3);
  });

  it('ends an idle source at once when the client goes away, and when the server stops', async () => {
    const server = await startServer();
    const until = async (open: number) => {
      for (let tries = 0; tries < 200 && server.openSources() !== open; tries++) await sleep(10);
      expect(server.openSources()).toBe(open);
    };
    const source = streamOf(server.url, 'subscription { silence }');
    await until(1);
    source.close();
    await until(0);
    streamOf(server.url, 'subscription { silence }');
    await until(1);
    const started = Date.now();
    await server.close(10_000);
    await until(0);
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('shows nothing of an unexpected error, and logs it once', async () => {
    const { url, log } = await startServer();
    const results = await collect(streamOf(url, 'subscription { brokenSource }'));
    expect(results[0]).toEqual({ data: { brokenSource: 1 } });
    expect(results[1]).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(JSON.stringify(results)).not.toContain('hunter2');
    expect(log.filter((line) => line.includes('hunter2'))).toHaveLength(1);
  });

  it('cannot be used for a mutation by GET', async () => {
    const { url } = await startServer();
    await expect(collect(streamOf(url, 'mutation { rename(to: "x") }'))).rejects.toMatchObject({ code: 405 });
  });
});
