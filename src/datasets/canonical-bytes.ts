/**
 * Numbers as little-endian float64, one after the other. Every NaN counts as the same one and −0 as 0, so that equal
 * numbers have equal bytes on every machine.
 */
export function canonicalBytes(length: number, at: (index: number) => number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8 * length));
  for (let i = 0; i < length; i++) write(view, 8 * i, at(i));
  return new Uint8Array(view.buffer);
}

function write(view: DataView, offset: number, value: number): void {
  if (Number.isNaN(value)) view.setBigUint64(offset, 0x7ff8_0000_0000_0000n, true);
  else view.setFloat64(offset, value + 0, true);
}
