import { vi } from 'vitest';
import type { ReadingsStore } from '../../src/readings/store.ts';
import { requestId } from '../../src/server/watch/log.ts';
import type { TestGraph } from './graph.ts';

const READS = [
  'range',
  'ranges',
  'unscored',
  'extent',
  'receivedTimes',
  'before',
  'latest',
  'plot',
  'valuesAt',
] as const;
/** Transactions, and the statements of the readings store, which holds them. */
const UNCOUNTED = /^(begin|commit|rollback)|\b(from|join) reading\b/i;
const ended = () => {};

/**
 * The statements of requests while `work` runs, by their text, and each call of the readings store, which is one statement, by
 * its name. What the server does by itself has no request and does not count.
 */
export async function statementsOf({ services }: TestGraph, work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const note = (statement: string) => void (requestId.getStore() && statements.push(statement));
  // Each operation has a store of its own.
  const store: ReadingsStore = Object.getPrototypeOf(services.readings);
  const spies = READS.map((name) => {
    const read = store[name] as (...args: unknown[]) => unknown;
    return vi.spyOn(store, name).mockImplementation(function (this: ReadingsStore, ...args: unknown[]) {
      note(`readings.${name}`);
      return read.apply(this, args);
    } as never);
  });
  await services.db.observe((statement) => {
    if (!UNCOUNTED.test(statement)) note(statement);
    return ended;
  });
  try {
    await work();
  } finally {
    await services.db.observe(() => ended);
    for (const spy of spies) spy.mockRestore();
  }
  return statements;
}
