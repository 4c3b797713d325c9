const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);
const NOT_A_NUMBER = 0x7fc0;

/**
 * The upper half of a number in single precision (bfloat16): the whole range, eight binary digits, nearest with ties to
 * even. At most 3e38 in size.
 */
export const toShort = (value: number): number => {
  if (Number.isNaN(value)) return NOT_A_NUMBER;
  single[0] = value;
  return (bits[0] + 0x7fff + ((bits[0] >>> 16) & 1)) >>> 16;
};

export const fromShort = (short: number): number => {
  bits[0] = (short << 16) >>> 0;
  return single[0];
};
