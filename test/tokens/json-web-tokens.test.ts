import { UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import { EquipmentTree } from '../../src/equipment/equipment-tree.ts';
import { JsonWebTokens } from '../../src/tokens/json-web-tokens.ts';
import { sqliteInMemory } from '../database.ts';
import { until } from '../server/streaming-server.ts';
import { AUDIENCE, ISSUER, type KeyServer, startKeyServer } from './key-server.ts';

const COOL_DOWN_MS = 300;
const MINUTE_MS = 60_000;
const nowSeconds = () => Math.floor(Date.now() / 1_000);

/** From now on the clock is what it is set to; timers go on as they are. */
function clockOfOurs(): (minutes: number) => void {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const startMs = Date.now();
  return (minutes) => vi.setSystemTime(startMs + minutes * MINUTE_MS);
}

describe('tokens of an issuer', () => {
  let db: Database;
  let path: string;
  beforeAll(async () => {
    db = await sqliteInMemory.open();
    path = (await new EquipmentTree(db).createEquipment({ tag: 'HALL', name: 'x', kind: 'SITE' })).path;
  });
  afterAll(() => db.close());

  async function start(env: Record<string, string> = {}): Promise<[KeyServer, JsonWebTokens]> {
    const server = await startKeyServer();
    const { jwt } = parseConfig({
      JWT_JWKS_URL: server.url,
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
      JWT_JWKS_COOL_DOWN_MS: `${COOL_DOWN_MS}`,
      JWT_CLOCK_SKEW_SECONDS: '5',
      ...env,
    });
    if (!jwt) throw new Error('An issuer is configured');
    return [server, new JsonWebTokens(db, jwt)];
  }

  it('let in whom they name, and the keys are asked for once, when the first token comes', async () => {
    const [server, tokens] = await start();
    expect(server.asked()).toBe(0);
    const text = await server.sign({});
    const viewer = { name: 'ann', role: 'OPERATOR', credential: `jwt ${ISSUER}` };
    for (let i = 0; i < 3; i++) expect((await tokens.credentialOf(text)).viewer).toEqual(viewer);
    await tokens.credentialOf(await server.sign({ sub: 'bob' }));
    expect(server.asked()).toBe(1);
  });

  it('are refused for another issuer, audience, algorithm, key or time, or without what is needed', async () => {
    const [server, tokens] = await start();
    const refused: [string, Promise<string> | string][] = [
      ['issuer', server.sign({ iss: 'https://other.example.org/' })],
      ['audience', server.sign({ aud: 'other' })],
      ['algorithm', server.sign({}, { algorithm: 'HS256' })],
      ['no signature', new UnsecuredJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'ann', role: 'admin' }).encode()],
      ['expired', server.sign({}, { expires: nowSeconds() - 60 })],
      ['not yet', server.sign({ nbf: nowSeconds() + 60 })],
      ['no subject', server.sign({ sub: undefined })],
      ['a subject longer than may be', server.sign({ sub: 'a'.repeat(256) })],
      ['a subject that is no text', server.sign({ sub: 7 as unknown as string })],
      ['no role', server.sign({ role: 'guest' })],
    ];
    for (const [why, text] of refused) {
      const answer = await tokens.credentialOf(await text).catch(({ code }) => code);
      expect([why, answer]).toEqual([why, 'UNAUTHENTICATED']);
    }
    const other = await startKeyServer();
    await expect(tokens.credentialOf(await other.sign({}))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    const longest = 'a'.repeat(255);
    expect((await tokens.credentialOf(await server.sign({ sub: longest }))).viewer.name).toBe(longest);
    // Within what clocks may differ.
    await tokens.credentialOf(await server.sign({}, { expires: nowSeconds() - 1 }));
  });

  it('say role and equipment in the claims that are configured, and must say both', async () => {
    const [server, tokens] = await start({
      JWT_ROLE_CLAIM: 'realm_access.roles',
      JWT_SUBTREE_CLAIM: 'telltale/equipment',
    });
    const roles = (...names: string[]) => ({ role: undefined, realm_access: { roles: names } });
    const claims = (equipment: unknown) => ({
      ...roles('user', 'Viewer', 'engineer'),
      'telltale/equipment': equipment,
    });
    const viewerOf = async (equipment: unknown) =>
      (await tokens.credentialOf(await server.sign(claims(equipment)))).viewer;
    expect(await viewerOf('HALL')).toMatchObject({ role: 'ENGINEER', subtree: path });
    expect(await viewerOf('*')).not.toHaveProperty('subtree');
    for (const nothing of [undefined, 'ELSEWHERE', '', 7, ['HALL']])
      await expect(viewerOf(nothing)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('of a new key are good as soon as the cool-down allows to ask, and a stranger does not make us ask', async () => {
    const [server, tokens] = await start();
    await tokens.credentialOf(await server.sign({}));
    await server.rotate();
    const text = await server.sign({});
    for (let i = 0; i < 5; i++) await tokens.credentialOf(text).catch(() => undefined);
    expect(server.asked()).toBeLessThanOrEqual(2);
    let good = false;
    await until(() => {
      void tokens.credentialOf(text).then(
        () => {
          good = true;
        },
        () => undefined,
      );
      return good;
    });
  });

  it.each([
    [503, 'down'],
    [200, 'not json'],
    [200, '{"keys":["none"]}'],
  ])(
    'cannot be judged while the issuer answers %s %j, which is said with a time to wait',
    async (status, body) => {
      const [server, tokens] = await start();
      server.answer(status, body);
      const text = await server.sign({});
      for (let i = 0; i < 5; i++)
        await expect(tokens.credentialOf(text)).rejects.toMatchObject({
          code: 'JWKS_UNAVAILABLE',
          details: { retryAfterMs: expect.any(Number) },
        });
      expect(server.asked()).toBeLessThanOrEqual(2);
      server.answer(200);
      let good = false;
      await until(() => {
        void tokens.credentialOf(text).then(
          () => {
            good = true;
          },
          () => undefined,
        );
        return good;
      });
    },
  );

  it('cannot be judged while nobody answers for the issuer', async () => {
    const [server, tokens] = await start({ JWT_JWKS_URL: 'http://127.0.0.1:9/keys' });
    const answer = tokens.credentialOf(await server.sign({}));
    await expect(answer).rejects.toMatchObject({ code: 'JWKS_UNAVAILABLE' });
  });

  it('are still judged by the keys of the last hour while the issuer does not answer', async () => {
    const [server, tokens] = await start();
    const clock = clockOfOurs();
    const expires = nowSeconds() + 7_200;
    const sign = (sub: string) => server.sign({ sub }, { expires });
    await tokens.credentialOf(await sign('ann'));
    server.answer(503, 'down');
    clock(59);
    expect((await tokens.credentialOf(await sign('bob'))).viewer.name).toBe('bob');
    clock(61);
    const late = tokens.credentialOf(await sign('eve'));
    await expect(late).rejects.toMatchObject({ code: 'JWKS_UNAVAILABLE' });
  });

  it('of a key that is not known cannot be judged while the issuer does not answer; others are let in', async () => {
    const [server, tokens] = await start();
    const clock = clockOfOurs();
    const expires = nowSeconds() + 7_200;
    const sign = (sub: string) => server.sign({ sub }, { expires });
    await tokens.credentialOf(await sign('ann'));
    const known = [await sign('bob'), await sign('cas')];
    await server.rotate();
    const text = await sign('eve');
    server.answer(503, 'down');
    for (const [i, minutes] of [2, 11].entries()) {
      clock(minutes);
      for (let k = 0; k < 3; k++)
        await expect(tokens.credentialOf(text)).rejects.toMatchObject({
          code: 'JWKS_UNAVAILABLE',
          details: { retryAfterMs: expect.any(Number) },
        });
      await tokens.credentialOf(known[i]);
    }
    server.answer(200);
    clock(12);
    expect((await tokens.credentialOf(text)).viewer.name).toBe('eve');
    clock(25);
    await server.rotate();
    await expect(tokens.credentialOf(text)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('end, with what they have open, when they are shown after their key was withdrawn', async () => {
    const [server, tokens] = await start();
    const clock = clockOfOurs();
    const text = await server.sign({}, { expires: nowSeconds() + 7_200 });
    const { ended } = await tokens.credentialOf(text);
    clock(2);
    expect((await tokens.credentialOf(text)).ended).toBe(ended);
    await server.rotate();
    clock(11);
    await expect(tokens.credentialOf(text)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(ended?.reason).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('end when they expire', async () => {
    const [server, tokens] = await start({ JWT_CLOCK_SKEW_SECONDS: '0' });
    const text = await server.sign({}, { expires: nowSeconds() + 2 });
    const { ended } = await tokens.credentialOf(text);
    expect(ended?.aborted).toBe(false);
    await until(() => ended?.aborted === true);
    expect(ended?.reason).toMatchObject({ code: 'UNAUTHENTICATED', message: 'The access token has expired' });
    await expect(tokens.credentialOf(text)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
