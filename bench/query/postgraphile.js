import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { answerOrders } from '../live/gauge.ts';

/** PostGraphile over the tables as they are; the latest reading is a function of the sensor in the database. */
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ['public'] })],
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(0, '127.0.0.1', () => {
  answerOrders(async () => {
    server.close();
    await instance.release();
  });
  process.send?.({ kind: 'READY', url: `http://127.0.0.1:${server.address().port}/graphql` });
});
