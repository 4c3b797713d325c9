export type Listener<T> = (item: T) => void;

type PerSensor = { readonly sensorId: number; readonly coalesced: number };

/**
 * Joins a set of listeners and gives what they hear at most every `intervalMs`, one item per sensor: the one that
 * `replaces` keeps, with the number of others it stands for.
 */
export function coalesce<T extends PerSensor>(
  listeners: Set<Listener<T>>,
  intervalMs: number,
  wanted: (item: T) => boolean,
  replaces: (next: T, kept: T) => boolean,
): AsyncIterableIterator<T[]> {
  const waiting = new Map<number, T>();
  let wake: (() => void) | undefined;
  let ended = false;
  const listener = (item: T) => {
    if (!wanted(item)) return;
    const kept = waiting.get(item.sensorId);
    const coalesced = item.coalesced + (kept ? kept.coalesced + 1 : 0);
    waiting.set(item.sensorId, { ...(!kept || replaces(item, kept) ? item : kept), coalesced });
    wake?.();
  };
  const end = async (): Promise<IteratorResult<T[]>> => {
    ended = true;
    listeners.delete(listener);
    wake?.();
    return { done: true, value: undefined };
  };
  listeners.add(listener);
  let nextAtMs = 0;
  return {
    async next() {
      while (!ended && (waiting.size === 0 || Date.now() < nextAtMs)) {
        await new Promise<void>((resolve) => {
          const timer = waiting.size === 0 ? undefined : setTimeout(resolve, nextAtMs - Date.now());
          wake = () => {
            if (ended || Date.now() >= nextAtMs) {
              clearTimeout(timer);
              resolve();
            } else if (!timer) resolve();
          };
        });
      }
      if (ended) return { done: true, value: undefined };
      nextAtMs = Date.now() + intervalMs;
      const items = [...waiting.values()];
      waiting.clear();
      return { done: false, value: items };
    },
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
