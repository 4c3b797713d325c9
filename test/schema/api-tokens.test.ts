import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as examples from '../../schema/generated/graphql.ts';
import { openGraph, type TestGraph } from './graph.ts';

describe('stored tokens in the graph', () => {
  let graph: TestGraph;
  beforeAll(async () => {
    graph = await openGraph();
  });
  afterAll(() => graph.close());

  const ask = (document: { toString(): string }, input: object, who?: string) =>
    graph.run(String(document), { input }, who);

  it('are made, rotated and revoked by an administrator, and by nobody else', async () => {
    const input = { name: 'wall', role: 'OPERATOR' };
    const refused = await ask(examples.CreateApiTokenDocument, input, 'ENGINEER');
    expect(refused.data.createApiToken.code).toBe('FORBIDDEN');
    const { createApiToken } = (await ask(examples.CreateApiTokenDocument, input)).data;
    expect(createApiToken).toMatchObject({ __typename: 'IssuedApiToken', token: { expiresAt: null } });
    const { id } = createApiToken.token;
    expect(await graph.run('{ __typename }', {}, createApiToken.text)).toEqual({
      data: { __typename: 'Query' },
    });

    const { rotateApiToken } = (await ask(examples.RotateApiTokenDocument, { id, overlapSeconds: 60 })).data;
    expect(rotateApiToken.text).not.toBe(createApiToken.text);
    const { apiTokens } = (await graph.run(String(examples.ApiTokensDocument))).data;
    expect(apiTokens.nodes).toMatchObject([{ id, name: 'wall', role: 'OPERATOR', equipment: null }]);
    expect(JSON.stringify(apiTokens)).not.toContain('sha256');

    const { revokeApiToken } = (await ask(examples.RevokeApiTokenDocument, { id })).data;
    expect(revokeApiToken).toMatchObject({ __typename: 'ApiToken', revokedBy: 'admin' });
    expect((await graph.run(String(examples.ApiTokensDocument))).data.apiTokens.nodes).toEqual([]);
  });
});
