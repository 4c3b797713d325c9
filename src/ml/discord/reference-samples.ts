/** Contiguous stretches of normal samples, to which the windows of a stream are compared. */
export type Excerpts = readonly Float64Array[];

/** Windows per excerpt once a series is too long to keep whole. */
const EXCERPT_WINDOWS = 256;

/**
 * At most about `maximumWindows` windows of length `window` from the stretches. Everything where that is few enough;
 * otherwise excerpts of 256 windows, evenly spread over the whole. Views, nothing is copied.
 */
export const excerptsOf = (stretches: Excerpts, window: number, maximumWindows: number): Excerpts => {
  const usable = stretches.filter((stretch) => stretch.length >= window);
  const windows = usable.reduce((sum, stretch) => sum + stretch.length - window + 1, 0);
  if (windows <= maximumWindows) return usable;
  const pieces = usable.flatMap((stretch) => {
    const starts: Float64Array[] = [];
    for (let at = 0; at + window <= stretch.length; at += EXCERPT_WINDOWS) {
      starts.push(stretch.subarray(at, at + EXCERPT_WINDOWS + window - 1));
    }
    return starts;
  });
  const kept = Math.max(1, Math.floor(maximumWindows / EXCERPT_WINDOWS));
  return Array.from({ length: Math.min(kept, pieces.length) }, (_, k) => {
    const count = Math.min(kept, pieces.length);
    return pieces[Math.floor(((k + 0.5) * pieces.length) / count)];
  });
};
