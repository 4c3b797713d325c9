import { describe, expect, it } from 'vitest';
import { ArtifactsUnavailableError } from '../../src/registry/artifacts-unavailable.ts';
import { ArtifactsHealth } from '../../src/server/services/artifacts-health.ts';

/** A store that can be used or not, as it is told. */
function watched(everyMs: number) {
  const store = { fault: undefined as Error | undefined, asked: 0 };
  const check = async () => {
    store.asked++;
    if (store.fault) throw store.fault;
  };
  const faults: unknown[] = [];
  const health = new ArtifactsHealth({ check }, { onFault: (error) => faults.push(error), everyMs });
  return { store, health, faults };
}

describe('the health of the artifact store', () => {
  it('keeps a process from being ready until the store was reached once, and no longer', async () => {
    const { store, health, faults } = watched(0);
    store.fault = new ArtifactsUnavailableError('s3://secret-bucket', 'HTTP 403');
    expect(await health.state()).toEqual({ part: 'cannot be used', now: 'cannot be used' });
    store.fault = undefined;
    expect(await health.state()).toEqual({ part: 'ok', now: 'ok' });
    store.fault = new Error('out of files');
    expect(await health.state()).toEqual({ part: 'ok', now: 'fails' });
    expect(await health.state()).toEqual({ part: 'ok', now: 'fails' });
    expect(faults.map((error) => (error as Error).message)).toEqual([
      expect.stringContaining('s3://secret-bucket'),
      'out of files',
    ]);
  });

  it('asks the store once, however many ask for health', async () => {
    const { store, health } = watched(60_000);
    await Promise.all([health.state(), health.state()]);
    await health.state();
    expect(store.asked).toBe(1);
  });
});
