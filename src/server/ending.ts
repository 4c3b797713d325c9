const FAILED = 1;
/** After this long a stop is no longer waited for. */
const STOP_DEADLINE_MS = 15_000;
/** Ctrl-C under npm arrives twice, from the terminal and from npm; within this time it is one wish. */
const SAME_SIGNAL_MS = 1_000;

/** Ends the process with a message for whoever started it. */
export function fail(message: string, code = FAILED): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

/** The first signal stops in order, a later one at once. */
export function stopOnSignal(close: () => Promise<void>): void {
  let stoppingSinceMs: number | undefined;
  const stop = async () => {
    if (stoppingSinceMs !== undefined) {
      if (Date.now() - stoppingSinceMs > SAME_SIGNAL_MS) fail('Stopped at once.');
      return;
    }
    stoppingSinceMs = Date.now();
    const late = () => fail('Telltale did not stop in time.');
    setTimeout(late, STOP_DEADLINE_MS).unref();
    await close();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
