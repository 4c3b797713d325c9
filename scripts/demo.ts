import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { playOn } from './demo/play-on.ts';
import { playOnce } from './demo/play-once.ts';
import { checkPortFree, removeDemo } from './demo/start-server.ts';
import { runScript, UsageError } from './terminal/failure.ts';

const USAGE = `Usage: npm run demo [-- --once | --reset] [--port PORT] [--speed N]

Starts a server with a made-up plant of 30 sensors on an embedded database, writes 3000 samples of healthy history,
trains and promotes models, and feeds live readings over HTTP while a WebSocket subscription prints the anomalies.
Seven kinds of fault come again every 2400 samples. Samples are five minutes apart; the live part begins thirty days
ago, is played faster until it has caught up with the clock (a quarter of an hour), and then goes on in real time. A
second run takes up where the first one stopped, in data/demo.db. Of the environment only LOG_LEVEL and ALLOWED_ORIGINS
count: the pages that may call it, such as http://localhost:5173.

  --once    play every fault once at speed, on a database of its own, and say what was announced; ends with 0 when at
            least six kinds of fault were, with at most two false alarms
  --reset   forget data/demo.db and start over
  --port    4000 when absent, a free one with --once; 0 is a free one
  --speed   samples a second until the clock is caught up with; 10 when absent
  --help    this text`;

const FOLDER = resolve(import.meta.dirname, '../data');

const OPTIONS = {
  once: { type: 'boolean' },
  reset: { type: 'boolean' },
  port: { type: 'string' },
  speed: { type: 'string', default: '10' },
  help: { type: 'boolean' },
} as const;

function numberOf(option: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= from && value <= to) return value;
  throw new UsageError(`--${option} is ${text}; it must be a number from ${from} to ${to}.`);
}

/** Aborts with the first Ctrl-C; the second ends the process at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      console.log('\nStopping.');
      stop.abort();
    });
  }
  return stop.signal;
}

await runScript(USAGE, async () => {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const port = numberOf('port', values.port ?? (values.once ? '0' : '4000'), 0, 65_535);
  const speed = numberOf('speed', values.speed, 0.1, 1_000);
  if (values.once && values.reset)
    throw new UsageError('--once has a database of its own: leave --reset out.');
  await checkPortFree(port);
  if (values.once) return (await playOnce(port)).passed ? 0 : 1;
  if (values.reset) await removeDemo(FOLDER);
  await playOn(FOLDER, port, speed, stopSignal());
  return 0;
});
