import { describe, expect, it } from 'vitest';
import { AUDIENCE, ISSUER, startKeyServer } from '../tokens/key-server.ts';
import { overEvents, overSocket } from './stream-client.ts';
import { startStreams, until } from './streaming-server.ts';

const EVENTS = /* GraphQL */ `subscription { anomalyEvents { ... on StreamItem { cursor } } }`;

async function start() {
  const issuer = await startKeyServer();
  const env = { JWT_JWKS_URL: issuer.url, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE };
  const server = await startStreams({ ...env, JWT_CLOCK_SKEW_SECONDS: '0' });
  const ask = async (text: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${text}` };
    const answer = await fetch(server.url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
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
    const { issuer, server, ask } = await start();
    issuer.answer(500, '');
    const text = await issuer.sign({});
    expect(await ask(text)).toEqual([503, 'JWKS_UNAVAILABLE', expect.stringMatching(/^\d+$/)]);
    const socket = overSocket(server, EVENTS, {}, text);
    await until(() => socket.ended.length > 0);
    expect(socket.ended[0]).toMatchObject({ code: 1013, reason: expect.stringMatching(/^JWKS_UNAVAILABLE/) });
    expect(await ask('viewer-token-of-32-characters-or-more')).toEqual([200, undefined, null]);
  });
});
