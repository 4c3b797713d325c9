import { tokenOf } from '../schema/graph.ts';
import { brokenBytes } from './broken-bytes.ts';
import { brokenDocument } from './broken-document.ts';
import { brokenValues, jsonOf } from './broken-values.ts';
import type { Draws } from './draws.ts';
import { type RealOperation, realVariables } from './operations.ts';

/** What is sent over one WebSocket: a text or a binary message, or bytes that are no frame of the protocol. */
export interface Frame {
  readonly form: 'TEXT' | 'BINARY' | 'RAW';
  readonly bytes: Buffer;
}

const TYPES = [
  'connection_init',
  'ping',
  'pong',
  'next',
  'error',
  'complete',
  'connection_ack',
  'start',
  '',
  5,
];
const LONGEST = 20_000;
const IDS = ['1', '1', '2', '', '__proto__', 'constructor', 'x'.repeat(5_000), '\u0000', 5, null, {}];

/** Frames with a reserved bit, of an unknown kind, not masked, with half a length, half a body, or a giant one. */
const RAW = [
  [0xf1, 0x80, 0, 0, 0, 0],
  [0x83, 0x80, 0, 0, 0, 0],
  [0x81, 0x02, 0x7b, 0x7d],
  [0x81, 0xfe, 0x10],
  [0x81, 0x85, 1, 2, 3, 4, 5],
  [0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
  [0x80, 0x80, 0, 0, 0, 0],
  [0x01, 0x81, 0, 0, 0, 0, 0x7b],
  [0x88, 0x81, 0, 0, 0, 0, 1],
  [0x88, 0x82, 0, 0, 0, 0, 0, 5],
  [0x89, 0xfe, 0, 200],
  [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28],
  [0x47, 0x45, 0x54, 0x20, 0x2f],
].map((bytes) => Buffer.from(bytes));

const text = (message: unknown): Frame => ({ form: 'TEXT', bytes: Buffer.from(jsonOf(message)) });
const init = (draws: Draws): Frame => {
  const authorization = `Bearer ${draws.chance(0.95) ? tokenOf('ADMIN') : 'nobody'}`;
  return text({ type: 'connection_init', payload: { authorization } });
};

function subscribe(id: unknown, draws: Draws, operation: RealOperation, other: RealOperation): object {
  const real = realVariables(operation, draws);
  const query = draws.chance(0.3)
    ? brokenDocument(operation.document, draws, other.document)
    : operation.text;
  const variables = draws.chance(0.4) ? brokenValues(real, draws) : real;
  return { id, type: 'subscribe', payload: { query, variables } };
}

function conversation(operations: readonly RealOperation[], draws: Draws): Frame[] {
  const subscriptions = operations.filter(({ kind }) => kind === 'subscription');
  const any = () => draws.pick(draws.chance(0.5) ? subscriptions : operations);
  const more = draws.several(1, 4, (k) => {
    const id = draws.chance(0.7) ? String(k) : draws.pick(IDS);
    if (draws.chance(0.65)) return text(subscribe(id, draws, any(), any()));
    return text({ id, type: draws.pick(TYPES), payload: draws.pick([undefined, {}, [], 'x', 5]) });
  });
  return [init(draws), ...more, text({ id: '0', type: 'complete' })];
}

const WOUNDS: readonly ((frames: Frame[], at: number, draws: Draws) => Frame[])[] = [
  (frames, at) => frames.toSpliced(at, 1),
  (frames, at) => frames.toSpliced(at, 0, frames[at]),
  (frames, at) => [frames[at], ...frames.toSpliced(at, 1)],
  (frames) => frames.toReversed(),
  (frames, at, draws) => frames.with(at, { form: 'TEXT', bytes: brokenBytes(frames[at].bytes, draws) }),
  (frames, at, draws) => frames.with(at, { form: 'TEXT', bytes: brokenBytes(frames[at].bytes, draws) }),
  (frames, at) => frames.with(at, { ...frames[at], form: 'BINARY' }),
  (frames, at, draws) => frames.toSpliced(at, 0, { form: 'RAW', bytes: draws.pick(RAW) }),
  (frames, at, draws) => {
    // One whose values are nested without end cannot be walked through here either.
    if (frames[at].bytes.length > LONGEST) return frames.with(at, text({ type: 'ping', payload: LONGEST }));
    const message = brokenValues(JSON.parse(String(frames[at].bytes)), draws);
    return frames.with(at, text(message ?? null));
  },
];

/** A conversation of a client with one thing wrong in it, or in the order of what it says. */
export function brokenFrames(operations: readonly RealOperation[], draws: Draws): Frame[] {
  const frames = conversation(operations, draws);
  // What may be first or in between; mostly not the greeting, without which nothing else is heard.
  const at = draws.chance(0.2) ? 0 : draws.between(1, frames.length - 1);
  return draws.pick(WOUNDS)(frames, at, draws);
}
