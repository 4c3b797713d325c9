import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Answer } from '../../src/server/streams/answer.ts';
import { Broadcast } from '../../src/server/streams/broadcast.ts';
import type { Source, Stream } from '../../src/server/streams/stream.ts';

/** A source whose events are pushed by hand, and whose answers wait until they are let go. */
function scripted() {
  const waiting: ((event: { done: false; value: number }) => void)[] = [];
  const answers: (() => void)[] = [];
  const state = { closed: false };
  const source = {
    signal: new AbortController().signal,
    events: { next: () => new Promise((resolve) => waiting.push(resolve as never)) },
    close: () => {
      state.closed = true;
    },
  } as unknown as Source;
  const stream = {
    key: 'same',
    plan: { delivery: 'RESUMABLE' },
    inOperation: (work: () => void) => work(),
    answer: async (position: number) => {
      await new Promise<void>((resolve) => answers.push(resolve));
      return new Answer({ data: { position } }, { position, cursor: `c${position}`, isEvent: true });
    },
  } as unknown as Stream;
  const push = async (value: number) => {
    waiting.shift()?.({ done: false, value });
    await turn();
  };
  const letGo = async () => {
    answers.shift()?.();
    await turn();
  };
  return { source, stream, state, push, letGo };
}

function client() {
  const heard: number[] = [];
  const write = ({ place }: Answer) => void heard.push(place?.position as number);
  return { heard, outlet: { unsentBytes: 0, write, cut: () => undefined } };
}

it('a subscriber that is ahead of the shared reader joins it and does not hear an event twice', async () => {
  const broadcast = new Broadcast({ maxUnsentBytes: 1, slowClientMs: 1 });
  const [shared, own] = [scripted(), scripted()];
  const [early, late] = [client(), client()];
  void broadcast.add(shared.stream, shared.source, early.outlet).next();
  await shared.push(1);
  await shared.letGo();
  void broadcast.add(own.stream, own.source, late.outlet).next();
  await shared.push(2);
  await own.push(2);
  await own.letGo();
  expect(own.state.closed).toBe(true);
  expect(late.heard).toEqual([2]);
  await shared.letGo();
  await shared.push(3);
  await shared.letGo();
  expect(early.heard).toEqual([1, 2, 3]);
  expect(late.heard).toEqual([2, 3]);
});

it('a subscriber that is behind the shared reader goes on alone until it has come as far', async () => {
  const broadcast = new Broadcast({ maxUnsentBytes: 1, slowClientMs: 1 });
  const [shared, own] = [scripted(), scripted()];
  const [early, late] = [client(), client()];
  void broadcast.add(shared.stream, shared.source, early.outlet).next();
  for (const position of [3, 4]) {
    await shared.push(position);
    await shared.letGo();
  }
  void broadcast.add(own.stream, own.source, late.outlet).next();
  for (const position of [2, 3]) {
    await own.push(position);
    await own.letGo();
    expect(own.state.closed).toBe(false);
  }
  await own.push(4);
  await own.letGo();
  expect(own.state.closed).toBe(true);
  await shared.push(5);
  await shared.letGo();
  expect([early.heard, late.heard]).toEqual([
    [3, 4, 5],
    [2, 3, 4, 5],
  ]);
});
