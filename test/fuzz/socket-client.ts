import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { tokenOf } from '../schema/graph.ts';
import type { Frame } from './broken-frames.ts';

/** What a server said over one WebSocket, and how it ended. */
export interface Conversation {
  readonly heard: readonly string[];
  /** The code with which the server closed; null where it did not. */
  readonly closedWith: number | null;
}

/** A client may speak only once it was greeted; one that never is speaks all the same. */
const GREETED_MS = 50;
const ENDED_MS = 10_000;
/** A question at the end, whose answer shows that everything before it has been read. */
const LAST = 'the last of all';
const QUESTION = JSON.stringify({ id: LAST, type: 'subscribe', payload: { query: '{ __typename }' } });

function opened(url: string): Promise<{ socket: WebSocket; stream: Socket }> {
  const headers = { authorization: `Bearer ${tokenOf('ADMIN')}` };
  const socket = new WebSocket(url, 'graphql-transport-ws', { headers, perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    let stream: Socket;
    socket.on('upgrade', (response) => {
      stream = response.socket;
    });
    socket.on('error', reject);
    socket.on('open', () => resolve({ socket, stream }));
  });
}

/** Says all of `frames` on a connection of its own, and listens until the last is answered or the server has closed. */
export async function converse(url: string, frames: readonly Frame[]): Promise<Conversation> {
  const { socket, stream } = await opened(url);
  const heard: string[] = [];
  const { promise: greeted, resolve: greet } = Promise.withResolvers<void>();
  let closedWith: number | null = null;
  const ended = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`nothing ended in ${ENDED_MS} ms`)), ENDED_MS);
    const end = () => {
      clearTimeout(late);
      resolve();
    };
    socket.on('message', (data) => {
      greet();
      heard.push(String(data));
      if (heard.at(-1)?.includes(LAST)) end();
    });
    socket.on('close', (code) => {
      closedWith = code;
      end();
    });
  });
  let isBroken = false;
  for (const { form, bytes } of frames) {
    if (form === 'RAW') stream.write(bytes);
    else socket.send(bytes, { binary: form === 'BINARY' });
    isBroken ||= form === 'RAW';
    if (bytes.includes('connection_init')) await Promise.race([greeted, ended, sleep(GREETED_MS)]);
  }
  // Half a frame is not answered, it is waited for.
  if (isBroken) stream.end();
  else socket.send(QUESTION);
  await ended;
  if (closedWith === null) {
    const left = new Promise((resolve) => socket.on('close', resolve));
    socket.terminate();
    await left;
    closedWith = null;
  }
  return { heard, closedWith };
}
