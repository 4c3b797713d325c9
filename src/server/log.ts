import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from '../config.ts';

/** The id of the request or the WebSocket operation that is being worked on; it is in its log lines and its answer. */
export const requestId = new AsyncLocalStorage<string>();

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
