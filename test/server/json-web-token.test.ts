import { describe, expect, it } from 'vitest';
import { AUDIENCE, ISSUER, startKeyServer } from '../tokens/key-server.ts';
import { overEvents, overSocket } from './stream-client.ts';
import { startStreams, until } from './streaming-server.ts';

const EVENTS = /* GraphQL */ `subscription { anomalyEvents { ... on StreamItem { cursor } } }`;

/** Keys are asked for again so soon. */
const COOL_DOWN_MS = 100;

async function start(more: Record<string, string> = {}) {
  const issuer = await startKeyServer();
  const env = { JWT_JWKS_URL: issuer.url, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE, ...more };
  const server = await startStreams({ ...env, JWT_CLOCK_SKEW_SECONDS: '0' });
  const ask = async (text: string, accept = 'application/json') => {
    const headers = { 'content-type': 'application/json', accept, authorization: `Bearer ${text}` };
    const query = accept === 'application/json' ? '{ __typename }' : EVENTS;
    const answer = await fetch(server.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
    return [answer.status, errors?.[0].extensions.code, answer.headers.get('retry-after')];
  };
  return { issuer, server, ask };
}

describe('a token of an issuer', () => {
  it('lets in over each transport, and what it has open ends with it', async () => {
    const { issuer, server, ask } = await start();
    const text = await issuer.sign({}, { expires: Math.floor(Date.now() / 1_000) + 4 });
    expect(await ask(text)).toEqual([200, undefined, null]);
    const socket = overSocket(server, EVENTS, {}, text);
    const stream = overEvents(server, EVENTS, {}, { role: text });
    await until(() => [socket, stream].every(({ cursors }) => cursors.length > 0));
    await until(() => socket.ended.length > 0 && stream.ended.length > 0);
    expect(socket.ended[0]).toEqual({ code: 4403, reason: 'UNAUTHENTICATED: The access token has expired' });
    expect(stream.errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    expect(await ask(text)).toEqual([401, 'UNAUTHENTICATED', null]);
  });

  it('is answered 503 while the keys of the issuer cannot be read; others go on', async () => {
    const { issuer, ask } = await start();
    issuer.answer(500, '');
    const text = await issuer.sign({});
    expect(await ask(text)).toEqual([503, 'JWKS_UNAVAILABLE', expect.stringMatching(/^\d+$/)]);
    expect(await ask('viewer-token-of-32-characters-or-more')).toEqual([200, undefined, null]);
  });

  it('of a key that is not known is told when to come again over each transport, while the issuer does not answer', async () => {
    const { issuer, server, ask } = await start({ JWT_JWKS_COOL_DOWN_MS: `${COOL_DOWN_MS}` });
    const known = await issuer.sign({});
    expect(await ask(known)).toEqual([200, undefined, null]);
    await issuer.rotate();
    issuer.answer(500, '');
    await new Promise((over) => setTimeout(over, COOL_DOWN_MS + 1));
    const text = await issuer.sign({});
    expect(await ask(text)).toEqual([503, 'JWKS_UNAVAILABLE', '1']);
    const events = await ask(text, 'text/event-stream');
    expect(events).toEqual([503, 'JWKS_UNAVAILABLE', '1']);
    const socket = overSocket(server, EVENTS, {}, text);
    await until(() => socket.ended.length > 0);
    expect(socket.ended[0]).toEqual({
      code: 1013,
      reason:
        'JWKS_UNAVAILABLE: The keys of the issuer cannot be read now. Try again in 1 s, or use a token of this server.',
    });
    expect(await ask(known)).toEqual([200, undefined, null]);
  });
});
