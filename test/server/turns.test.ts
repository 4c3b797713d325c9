import { setImmediate as loopTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Turns } from '../../src/server/admission/turns.ts';

/** Counts the turns of the loop until it is stopped. */
function countTurns() {
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const stop = () => {
    isOver = true;
  };
  return { now: () => turns, stop };
}

it('no two pieces of one sender are done in one turn of the loop, in the order in which they came', async () => {
  const turns = new Turns();
  const count = countTurns();
  const done: (readonly [piece: number, turn: number])[] = [];
  await Promise.all([0, 1, 2, 3].map((piece) => turns.of('a').then(() => done.push([piece, count.now()]))));
  count.stop();
  expect(done.map(([piece]) => piece)).toEqual([0, 1, 2, 3]);
  expect(new Set(done.map(([, turn]) => turn)).size).toBe(4);
});

it('senders do not wait for each other', async () => {
  const turns = new Turns();
  const busy = Promise.all(Array.from({ length: 20 }, () => turns.of('busy')));
  const count = countTurns();
  await turns.of('other');
  expect(count.now()).toBeLessThan(3);
  count.stop();
  await busy;
});

it('one who comes later, when all is done, waits for nobody', async () => {
  const turns = new Turns();
  await turns.of('a');
  await loopTurn();
  const count = countTurns();
  await turns.of('a');
  expect(count.now()).toBeLessThan(3);
  count.stop();
});
