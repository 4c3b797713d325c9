import { expect, it } from 'vitest';
import { TelltaleClient } from '../../schema/client/client.ts';
import { AnomalyEventsDocument } from '../../schema/generated/graphql.ts';
import { startedApplication } from '../server/running-application.ts';

/** More than fit into a burst at once. */
const SCREENS = 30;

it('a client that follows more than it may for now waits, and follows all of it', async () => {
  const { url } = await startedApplication({ COST_PER_SECOND: '2000', COST_BURST: '500' });
  const client = new TelltaleClient({ url });
  let disconnects = 0;
  const first = async () => {
    const stream = client.follow(AnomalyEventsDocument, {}, { onDisconnect: () => disconnects++ });
    const { value } = await stream.next();
    await stream.return();
    return value?.__typename;
  };
  const items = await Promise.all(Array.from({ length: SCREENS }, first));
  expect(items).toEqual(Array.from({ length: SCREENS }, () => 'Heartbeat'));
  expect(disconnects).toBeGreaterThan(0);
  await client.close();
});
