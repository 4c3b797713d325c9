import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Transport } from './messages.ts';

export interface RawServers {
  readonly urls: Readonly<Record<Transport, string>>;
  /** To every client of either. */
  send(frame: string): void;
}

/** The floors: a bare `ws` and a bare HTTP response for each client, one port each, that send what they are given. */
export async function startRawServers(): Promise<RawServers> {
  const sockets = new Set<WebSocket>();
  const streams = new Set<ServerResponse>();
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  wss.on('connection', (socket) => sockets.add(socket));
  const http = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    streams.add(response);
  });
  await new Promise<void>((resolve) => wss.once('listening', resolve));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port: socketPort } = wss.address() as AddressInfo;
  const { port: streamPort } = http.address() as AddressInfo;
  return {
    urls: {
      websocket: `ws://127.0.0.1:${socketPort}`,
      eventStream: `http://127.0.0.1:${streamPort}`,
    },
    send(frame) {
      for (const socket of sockets) socket.send(frame);
      const bytes = Buffer.from(frame);
      for (const stream of streams) stream.write(bytes);
    },
  };
}
