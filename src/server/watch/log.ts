import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from '../../config.ts';

/** The id of the request or the WebSocket operation that is being worked on; it is in its log lines and its answer. */
export const requestId = new AsyncLocalStorage<string>();

const ID = /^[\w.:-]{1,128}$/;

/** The id that a caller gave its request, where it can stand in a log and a header; otherwise a new one. */
export const requestIdFrom = (given: unknown): string =>
  typeof given === 'string' && ID.test(given) ? given : randomUUID();

const stderr = () => pino.destination({ dest: 2, sync: true });

/** JSON lines, on stderr unless told otherwise: stdout stays free for what a person asked to see. */
export function createLog(level: Config['logLevel'], lines: DestinationStream = stderr()): Logger {
  return pino(
    {
      level,
      mixin: () => {
        const id = requestId.getStore();
        return id ? { requestId: id } : {};
      },
    },
    lines,
  );
}

/** Writes faults into the log: of each place that has some, what they mean there. */
export const faultsTo =
  (log: Logger) =>
  (what: string) =>
  (error: unknown): void =>
    log.error({ err: error }, what);
