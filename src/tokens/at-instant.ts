/** A timer of Node holds no more than this, 24.8 days. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Calls once it is `atMs`, however far that is, or at once; never for infinity. Keeps no process alive. Gives what calls it off. */
export function atInstant(atMs: number, call: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watch = () => {
    const leftMs = atMs - Date.now();
    if (leftMs <= 0) call();
    else timer = setTimeout(watch, Math.min(leftMs, LONGEST_TIMER_MS)).unref();
  };
  if (atMs !== Number.POSITIVE_INFINITY) watch();
  return () => clearTimeout(timer);
}
