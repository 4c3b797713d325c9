import { vi } from 'vitest';
import { requestId } from '../../src/server/log.ts';
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

/**
 * The statements of requests while `work` runs: those of the ORM by their text, and each call of the readings store, which is
 * one statement, by its name. What the server does by itself has no request and does not count.
 */
export async function statementsOf({ services }: TestGraph, work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const note = (statement: string) => void (requestId.getStore() && statements.push(statement));
  const logger = services.db.em().config.getLogger();
  const spies = [
    vi.spyOn(logger, 'isEnabled').mockReturnValue(true),
    vi.spyOn(logger, 'logQuery').mockImplementation(({ query }) => note(String(query))),
    ...READS.map((name) => {
      const read = services.readings[name].bind(services.readings) as (...args: unknown[]) => unknown;
      return vi.spyOn(services.readings, name).mockImplementation(((...args: unknown[]) => {
        note(`readings.${name}`);
        return read(...args);
      }) as never);
    }),
  ];
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return statements;
}
