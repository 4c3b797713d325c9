import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { startServer } from './running-server.ts';

/** Only the names are needed while tests are collected; each audit then runs against a server of its own. */
const NAMES = serverAudits({ url: 'http://127.0.0.1:1/' });

describe('GraphQL over HTTP, audited', () => {
  it.each(NAMES.map(({ id, name }) => [name, id]))('%s (%s)', async (_name, id) => {
    const server = await startServer();
    const audit = serverAudits({ url: server.url }).find((one) => one.id === id);
    const result = await audit?.fn();
    expect(result, JSON.stringify(result)).toMatchObject({ status: 'ok' });
  });
});
