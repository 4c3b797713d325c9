import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { textFrame } from '../../src/server/sockets/text-frame.ts';

it.each([2, 125, 126, 127, 65_535, 65_536, 70_000])(
  'a text frame of %i bytes is read by a client as it was written, and so is the next',
  async (length) => {
    const quote = Buffer.from('"');
    const body = Buffer.from('é'.repeat((length - 2) >> 1) + (length % 2 ? 'x' : ''));
    const frame = textFrame(quote, body, quote);
    expect(frame.length - length).toBe(length > 65_535 ? 10 : length > 125 ? 4 : 2);
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    server.on('connection', (socket, { socket: wire }) => {
      wire.write(frame);
      wire.write(frame);
      socket.close(1000);
    });
    await new Promise((resolve) => server.on('listening', resolve));
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const received: string[] = [];
    client.on('message', (data) => received.push(String(data)));
    expect(await new Promise((resolve) => client.on('close', resolve))).toBe(1000);
    expect(received).toEqual([`"${body}"`, `"${body}"`]);
    server.close();
  },
);
