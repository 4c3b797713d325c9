import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { answerOrders } from '../live/gauge.ts';
import { openRows } from './rows.ts';

/** The floor: the same rows from prepared statements, without a graph. */
const rows = openRows(String(process.env.SQLITE_FILE));

function list(first: number) {
  const page = rows.page(first);
  const latest = rows.latest(page.map(({ id }) => id));
  return { data: { sensors: { nodes: page.map((row, i) => ({ ...row, latest: latest[i] })) } } };
}

const server = createServer((request, response) => {
  void json(request).then((asked) => {
    const { variables } = asked as { variables: { first: number } };
    const body = JSON.stringify(list(variables.first));
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  answerOrders(async () => void server.close());
  process.send?.({ kind: 'READY', url: `http://127.0.0.1:${port}/graphql` });
});
