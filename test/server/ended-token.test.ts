import { describe, expect, it } from 'vitest';
import { overEvents, overSocket } from './stream-client.ts';
import { startStreams, until } from './streaming-server.ts';

const EVENTS = /* GraphQL */ `subscription { anomalyEvents { ... on StreamItem { cursor } } }`;

async function refusalOf(url: string, text: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${text}` };
  const answer = await fetch(url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
  const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
  return [answer.status, errors?.[0].extensions.code];
}

describe('what a token has open', () => {
  it.each(['revoked', 'expired'])('ends when it is %s, over either transport', async (how) => {
    const server = await startStreams();
    const { tokens } = server.services;
    const expiresAtMs = how === 'expired' ? Date.now() + 3_000 : null;
    const { text, token } = await tokens.create({ name: 'wall', role: 'VIEWER', expiresAtMs }, 'ann');
    const other = await tokens.create({ name: 'other', role: 'VIEWER' }, 'ann');
    const socket = overSocket(server, EVENTS, {}, text);
    const stream = overEvents(server, EVENTS, {}, { role: text });
    const left = overSocket(server, EVENTS, {}, other.text);
    await until(() => [socket, stream, left].every(({ cursors }) => cursors.length > 0));
    expect(await refusalOf(server.url, text)).toEqual([200, undefined]);

    if (how === 'revoked') await tokens.revoke(token.id, 'ann');
    await until(() => socket.ended.length > 0 && stream.ended.length > 0);
    expect(socket.ended[0]).toMatchObject({
      code: 4403,
      reason: expect.stringMatching(/^UNAUTHENTICATED: .*(revoked|expired)$/),
    });
    expect(stream.errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    expect(await refusalOf(server.url, text)).toEqual([401, 'UNAUTHENTICATED']);
    const again = overSocket(server, EVENTS, {}, text);
    await until(() => again.ended.length > 0);
    expect(again.ended[0].code).toBe(4403);
    expect(left.ended).toEqual([]);
  });
});
