/** A small seeded generator, so that a failing test can be run again. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Noise around 10 with a plateau for the last 15 of every 150 samples after a quiet 300, each twice as high as the last. */
export function plateaus(length: number, seed: number): number[] {
  const random = seededRandom(seed);
  const height = (i: number) => (i >= 300 && i % 150 >= 135 ? 20 * 2 ** Math.floor(i / 150 - 2) : 0);
  return Array.from({ length }, (_, i) => 10 + random() + height(i));
}
