import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** A connection of its own, below HTTP; ends with the test. */
export function rawConnection(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return socket;
}

export interface RawAnswer {
  readonly status: number;
  readonly code: string | undefined;
  readonly head: string;
}

/** What came back until the server closed the connection. */
export async function answerOn(socket: Socket): Promise<RawAnswer> {
  const all = await text(socket);
  const [head, body = ''] = all.split('\r\n\r\n');
  const code = /"code":"(\w+)"/.exec(body)?.[1];
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), code, head };
}

/** Sends text, gives nothing more, and waits for the answer. */
export function afterSending(url: string, sent: string): Promise<RawAnswer> {
  const socket = rawConnection(url);
  socket.write(sent);
  return answerOn(socket);
}
