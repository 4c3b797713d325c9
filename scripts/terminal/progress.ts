import { Presets, SingleBar } from 'cli-progress';

/** A piece of work that is counted, shown on stderr. */
export interface Progress {
  /** @param total where it differs from the one at the start */
  update(done: number, total?: number): void;
  /** Ends the bar; nothing may be updated afterwards. */
  stop(): void;
}

const LINE_EVERY_MS = 2_000;

/** A bar on a terminal; elsewhere a line at most every two seconds and one at the end. */
export function startProgress(title: string, total: number): Progress {
  return process.stderr.isTTY ? bar(title, total) : lines(title, total);
}

function bar(title: string, total: number): Progress {
  const format = `${title.padEnd(10)} {bar} {percentage} % | {value}/{total}`;
  const shown = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
  shown.start(total, 0);
  return {
    update(done, all = total) {
      shown.setTotal(all);
      shown.update(done);
    },
    stop: () => shown.stop(),
  };
}

function lines(title: string, total: number): Progress {
  let written = performance.now();
  let last = '';
  const write = () => {
    if (last) process.stderr.write(`${title}: ${last}\n`);
    last = '';
    written = performance.now();
  };
  return {
    update(done, all = total) {
      last = `${done}/${all}`;
      if (performance.now() - written >= LINE_EVERY_MS) write();
    },
    stop: write,
  };
}
