import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApplication, type TestApplication } from './running-application.ts';

/** Only ids and names are read while tests are collected. */
const AUDITS = serverAudits({ url: 'http://127.0.0.1:1/' });

describe('GraphQL over HTTP, audited', () => {
  let application: TestApplication;
  beforeAll(async () => {
    application = await openApplication();
  });
  afterAll(() => application.close());

  it('has audits to pass', () => expect(AUDITS.length).toBeGreaterThan(50));

  it.each(AUDITS.map(({ id, name }) => [name, id]))('%s (%s)', async (_name, id) => {
    const audit = serverAudits({ url: application.url }).find((one) => one.id === id);
    const result = await audit?.fn();
    expect(result, JSON.stringify(result)).toMatchObject({ status: 'ok' });
  });
});
