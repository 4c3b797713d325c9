import fastify from 'fastify';
import mercurius from 'mercurius';
import { answerOrders } from '../live/gauge.ts';
import { openRows } from './rows.ts';

/** Mercurius as its documentation advises: compiled queries, and a loader for what hangs on each row. */
const rows = openRows(String(process.env.SQLITE_FILE));

const schema = `
  type Query { sensors(first: Int!): SensorConnection! }
  type SensorConnection { nodes: [Sensor!]! }
  type Sensor { id: ID! tag: String! name: String! unit: String! latest: Reading }
  type Reading { time: String! value: Float quality: String! }`;

const latest = {
  loader: async (queries) => rows.latest(queries.map(({ obj }) => obj.id)),
  opts: { cache: false },
};

const app = fastify();
app.register(mercurius, {
  schema,
  jit: 1,
  resolvers: { Query: { sensors: (_, { first }) => ({ nodes: rows.page(first) }) } },
  loaders: { Sensor: { latest } },
});
const address = await app.listen({ port: 0, host: '127.0.0.1' });
answerOrders(() => app.close());
process.send?.({ kind: 'READY', url: `${address}/graphql` });
