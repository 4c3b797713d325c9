import { Presets, SingleBar } from 'cli-progress';

/** A piece of work that is counted, shown on stderr. */
export interface Progress {
  /** @param total where it is not the one that was named at the start */
  readonly update: (done: number, total?: number) => void;
}

interface Display extends Progress {
  stop(): void;
}

const LINE_EVERY_MS = 2_000;

/** Shows the work while it is done: a bar on a terminal, elsewhere a line every two seconds and one at the end. */
export async function withProgress<T>(
  title: string,
  total: number,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const display = process.stderr.isTTY ? bar(title, total) : lines(title, total);
  try {
    return await work(display);
  } finally {
    display.stop();
  }
}

/** Two decimals at most: a share of a job counts, too. */
const shown = (value: number): number => Math.round(value * 100) / 100;

function bar(title: string, total: number): Display {
  const format = `${title.padEnd(10)} {bar} {percentage} % | {value}/{total}`;
  const single = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
  single.start(total, 0);
  return {
    update(done, all = total) {
      single.setTotal(all);
      single.update(shown(done));
    },
    stop: () => single.stop(),
  };
}

function lines(title: string, total: number): Display {
  let written = performance.now();
  let last = '';
  let shownLast = '';
  const write = () => {
    if (last !== shownLast) process.stderr.write(`${title}: ${last}\n`);
    shownLast = last;
    written = performance.now();
  };
  return {
    update(done, all = total) {
      const now = `${shown(done)}/${all}`;
      if (now === last) return;
      last = now;
      if (performance.now() - written >= LINE_EVERY_MS) write();
    },
    stop: write,
  };
}
