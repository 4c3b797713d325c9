import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { S3Location } from '../../src/config/artifact-settings.ts';
import { ArtifactsUnavailableError } from '../../src/registry/artifacts-unavailable.ts';
import { S3Artifacts } from '../../src/registry/s3-artifacts.ts';
import { FaultyLink } from './faulty-link.ts';
import { S3Server } from './s3-server.ts';

const bytes = new TextEncoder().encode('weights in a bucket');
const patience = { tries: 3, waitMs: 5 };
/** A machine under load takes its time: who waits only this long must be allowed more tries than there are faults. */
const IMPATIENT = { timeoutMs: 400, patience: { tries: 40, waitMs: 5 } };

describe('artifacts in a bucket', () => {
  let server: S3Server;
  let link: FaultyLink;
  let sha256: string;

  beforeAll(async () => {
    server = await S3Server.start();
    link = await FaultyLink.before(server.url);
    ({ sha256 } = await storeOf().put(bytes));
  });
  afterAll(async () => {
    link.close();
    await server.stop();
  });

  const storeOf = (change: Partial<S3Location> = {}, restMs = 0) =>
    new S3Artifacts(server.location(change), { patience, restMs });
  const overLink = (restMs = 0) => storeOf({ endpoint: link.url }, restMs);
  const impatient = () => {
    const location = server.location({ endpoint: link.url, timeoutMs: IMPATIENT.timeoutMs });
    return new S3Artifacts(location, { patience: IMPATIENT.patience });
  };
  const unavailable = async (asked: Promise<unknown>) => {
    const failure = await asked.then(
      () => new Error('nothing stood in the way'),
      (error) => error,
    );
    expect(failure).toBeInstanceOf(ArtifactsUnavailableError);
    expect(failure.code).toBe('ARTIFACTS_UNAVAILABLE');
    return failure.message;
  };

  it.each([
    ['a busy store', [503, 503]],
    ['answers that are cut off', ['CUT', 'CUT']],
    ['a link that breaks in different ways', [500, 'CUT']],
  ] as const)('are fetched in spite of %s', async (_, faults) => {
    link.meets(...faults);
    expect(Buffer.from(await overLink().get(sha256))).toEqual(Buffer.from(bytes));
    expect(link.seen).toHaveLength(faults.length + 1);
  });

  it('are fetched and stored in spite of a store that falls silent', async () => {
    link.meets('SILENCE');
    expect(await impatient().get(sha256)).toHaveLength(bytes.length);
    link.meets(503, 'SILENCE');
    const stored = await impatient().put(new TextEncoder().encode('stored at last'));
    expect(Buffer.from(await storeOf().get(stored.sha256)).toString()).toBe('stored at last');
  });

  it.each([
    ['a busy store', 503, 20_000, /HTTP 503 SlowDown, 3 times/],
    ['a silent one', 'SILENCE', 200, /no answer within 200 ms, 3 times/],
  ] as const)('are given up after as many tries as are allowed by %s', async (_, fault, timeoutMs, why) => {
    link.meets(fault, fault, fault);
    const store = storeOf({ endpoint: link.url, timeoutMs });
    expect(await unavailable(store.get(sha256))).toMatch(why);
  });

  it('are not asked for one after the other while the store is away', async () => {
    const store = overLink(60_000);
    link.meets(503, 503, 503);
    await unavailable(store.get(sha256));
    await unavailable(store.get(sha256));
    expect(link.seen).toHaveLength(3);
    await store.check();
    expect(await store.get(sha256)).toHaveLength(bytes.length);
  });

  it.each<[string, Partial<S3Location>, RegExp]>([
    ['a wrong secret', { secretAccessKey: 'wrong' }, /HTTP 403 SignatureDoesNotMatch/],
    ['an unknown key', { accessKeyId: 'nobody' }, /HTTP 403 InvalidAccessKeyId/],
    ['a bucket that does not exist', { bucket: 'no-such-bucket' }, /HTTP 404 NoSuchBucket/],
  ])('are not taken for lost because of %s, and nobody insists', async (_, change, why) => {
    link.meets();
    const store = storeOf({ ...change, endpoint: link.url });
    expect(await unavailable(store.get(sha256))).toMatch(why);
    expect(await unavailable(store.put(bytes))).toMatch(why);
    expect(await unavailable(store.check())).toContain(change.bucket ?? 'telltale-test');
    expect(link.seen).toEqual(['GET', 'PUT', 'HEAD']);
    expect(await unavailable(store.get(sha256))).not.toMatch(/wrong/);
  });

  it('lie there for everybody when the store has been killed and is back', async () => {
    await server.kill();
    const store = storeOf();
    expect(await unavailable(store.get(sha256))).toMatch(/ECONNREFUSED, 3 times/);
    expect(await unavailable(store.check())).toContain('ECONNREFUSED');
    await server.start();
    expect(await store.get(sha256)).toHaveLength(bytes.length);
  });

  it('have no prefix where none is named', async () => {
    const stored = await storeOf({ prefix: '' }).put(bytes);
    expect(await storeOf({ prefix: '' }).get(stored.sha256)).toHaveLength(bytes.length);
  });
});
