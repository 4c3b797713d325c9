/** Evenly spaced whole numbers from `from` on and before `to`, at most so many; at least one. */
export const spaced = (from: number, to: number, most: number): Uint32Array => {
  const stride = Math.max(1, Math.ceil((to - from) / most));
  return Uint32Array.from(
    { length: Math.max(1, Math.ceil((to - from) / stride)) },
    (_, k) => from + k * stride,
  );
};
