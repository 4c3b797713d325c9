import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Sqlite from 'better-sqlite3';
import { WebSocketServer } from 'ws';
import { answerOrders } from './gauge.ts';

interface Body {
  readonly variables: {
    readonly input: {
      readonly series: { readonly sensorId: string; readonly times: string[]; readonly values: number[] }[];
    };
  };
}

/**
 * The least that a server could do with the same batches: parse, store durably in one transaction, answer, and show
 * them to whoever listens. No schema, no model, no anomaly.
 */
const db = new Sqlite(process.env.FLOOR_DATABASE as string);
db.pragma('journal_mode = wal');
db.pragma('synchronous = full');
db.exec(
  'create table reading (sensor text, time_ms integer, value real, primary key (sensor, time_ms)) without rowid',
);
const insert = db.prepare('insert into reading values (?, ?, ?) on conflict do nothing');
const store = db.transaction(({ variables }: Body) => {
  for (const { sensorId, times, values } of variables.input.series)
    for (let i = 0; i < times.length; i++) insert.run(sensorId, Date.parse(times[i]), values[i]);
});
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body: Body = JSON.parse(String(Buffer.concat(chunks)));
    store.immediate(body);
    response.end('{"stored":true}');
    const [{ times }] = body.variables.input.series;
    for (const socket of sockets.clients) socket.send(JSON.stringify({ time: times[0] }));
  });
});
const sockets = new WebSocketServer({ server });
server.listen(0, '127.0.0.1', () => {
  answerOrders(async () => {
    db.close();
  });
  process.send?.({ kind: 'READY', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
