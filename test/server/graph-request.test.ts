import { expect, it } from 'vitest';
import { startedApplication } from './running-application.ts';
import { post, startServer } from './running-server.ts';

it.each(['variables', 'extensions'])(
  'a GET whose %s are no JSON is refused by name, and not logged',
  async (name) => {
    const { url, log } = await startServer();
    const response = await fetch(`${url}?query={hello}&${name}={"a":`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringContaining(name), extensions: { code: 'BAD_REQUEST' } }],
    });
    expect(log).toEqual([]);
  },
);

it('a mutation whose answer nobody could read is not run', async () => {
  const { url, services } = await startedApplication();
  const create = `mutation { createEquipment(input: {tag: "X", name: "X", kind: SITE}) { __typename } }`;
  const { status, body } = await post(url, create, { accept: 'text/html' });
  expect(status).toBe(406);
  expect(body.errors).toMatchObject([{ extensions: { code: 'NOT_ACCEPTABLE' } }]);
  expect(await services.db.em().execute('select count(*) as count from equipment')).toEqual([{ count: 0 }]);
});

it.each(['*/*', 'application/*;q=0.5', 'text/html, application/json'])('%s takes JSON', async (accept) => {
  const { url } = await startServer();
  expect((await post(url, '{ hello }', { accept })).body.data).toEqual({ hello: 'hello world' });
});

it('a subscription that is refused, asked for in parts, is not answered by nothing', async () => {
  const { url } = await startedApplication();
  const subscribe = 'subscription { anomalyEvents(after: "x") { __typename } }';
  const { status, body } = await post(url, subscribe, { accept: 'multipart/mixed' });
  expect(status).toBe(406);
  expect(body.errors).toMatchObject([{ extensions: { code: 'NOT_ACCEPTABLE' } }]);
});

it('a subscription that is asked for as JSON is refused with what to ask for, and stays open for nobody', async () => {
  const { url, metricsUrl } = await startedApplication();
  const { status, body } = await post(url, 'subscription { anomalyEvents { __typename } }');
  expect(status).toBe(406);
  expect(body.errors).toMatchObject([
    { extensions: { code: 'NOT_ACCEPTABLE', remedy: expect.stringContaining('text/event-stream') } },
  ]);
  expect(await (await fetch(metricsUrl)).text()).toMatch(/^telltale_subscriptions 0$/m);
});
