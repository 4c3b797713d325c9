import { describe, expect, it } from 'vitest';
import { type Asker, JudgingRoom } from '../../src/detection/judging-room.ts';

/** Work that lasts until it is released. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, release: () => resolve() };
}

const soon = () => new Promise(setImmediate);

describe('the judging room', () => {
  it('takes the turns of those that wait one asker after the other, and of each in order', async () => {
    const room = new JudgingRoom(1);
    const [long, short] = [{}, {}];
    const first = held();
    const began: string[] = [];
    const turn = (asker: Asker, name: string) => room.admit(asker, 1, async () => void began.push(name));
    const admitted = [
      room.admit(long, 1, first.work),
      turn(long, 'long 1'),
      turn(long, 'long 2'),
      turn(long, 'long 3'),
      turn(short, 'short 1'),
      turn(short, 'short 2'),
    ];
    await soon();
    expect(began).toEqual([]);
    first.release();
    await Promise.all(admitted);
    expect(began).toEqual(['long 1', 'short 1', 'long 2', 'short 2', 'long 3']);
  });

  it('never has more threads at work than it may, and lets one that needs several have them', async () => {
    const room = new JudgingRoom(3);
    let now = 0;
    let most = 0;
    const work = (threads: number) =>
      room.admit({}, threads, async () => {
        now += threads;
        most = Math.max(most, now);
        await soon();
        now -= threads;
        return threads;
      });
    expect(await Promise.all([1, 1, 3, 1, 2, 1, 3].map(work))).toEqual([1, 1, 3, 1, 2, 1, 3]);
    expect(most).toBe(3);
  });

  it('tells whoever finds too many waiting when to ask again, and takes them after that', async () => {
    const room = new JudgingRoom(1);
    const { work, release } = held();
    const admitted = Array.from({ length: 17 }, () => room.admit({}, 1, work));
    await soon();
    const refused = room.admit({}, 1, work);
    await expect(refused).rejects.toMatchObject({
      name: 'BusyError',
      code: 'BUSY',
      remedy: 'Ask again in 1 seconds.',
      details: { retryAfterMs: 1_000 },
    });
    release();
    await Promise.all(admitted);
    expect(await room.admit({}, 1, async () => 'judged')).toBe('judged');
  });

  it('refuses an asker that wants more than a hundred turns at once, and no other', async () => {
    const room = new JudgingRoom(1);
    const { work, release } = held();
    const greedy = {};
    const turns = Array.from({ length: 102 }, () => room.admit(greedy, 1, work));
    const last = turns.pop();
    await expect(last).rejects.toMatchObject({ code: 'BUSY' });
    const modest = room.admit({}, 1, async () => 'judged');
    release();
    expect(await modest).toBe('judged');
    await Promise.all(turns);
  });

  it('forgets the turns of an asker that is gone', async () => {
    const room = new JudgingRoom(1);
    const { work, release } = held();
    const gone = new AbortController();
    const under = room.admit({}, 1, work);
    let begun = 0;
    const waiting = [1, 2].map(() => room.admit({ signal: gone.signal }, 1, async () => ++begun));
    const other = room.admit({}, 1, async () => 'judged');
    const settled = Promise.allSettled(waiting);
    gone.abort('gone');
    expect(await settled).toEqual(waiting.map(() => ({ status: 'rejected', reason: 'gone' })));
    release();
    await under;
    expect(await other).toBe('judged');
    await expect(room.admit({ signal: gone.signal }, 1, work)).rejects.toBe('gone');
    expect(begun).toBe(0);
  });

  it('goes on after work that failed', async () => {
    const room = new JudgingRoom(1);
    const failed = room.admit({}, 1, () => Promise.reject(new Error('a fault')));
    const next = room.admit({}, 1, async () => 'judged');
    await expect(failed).rejects.toThrow('a fault');
    expect(await next).toBe('judged');
  });
});
