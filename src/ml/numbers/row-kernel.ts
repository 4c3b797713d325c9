import { ROW_KERNEL } from './row-kernel-bytes.ts';
import type { Rows, Span } from './row-products.ts';

/** What `kernels/rows.ts` exports. Pointers are bytes. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: WebAssembly.Global;
  multiplyRows(left: number, right: number, out: number, lefts: number, rights: number, count: number): void;
}

/** Of one call of the kernel: rows of the left and of the right (multiples of 3), and numbers of each (even). */
const LEFTS = 240;
const RIGHTS = 48;
const NUMBERS = 504;

/**
 * Products of rows in WebAssembly, three times as fast as in JavaScript. Both sides are copied piece by piece into a
 * megabyte of its own, the rest of a block filled up with zeros.
 */
export class RowKernel {
  readonly #wasm: Exports;
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  readonly #out: Float64Array;

  constructor() {
    const bytes = Uint8Array.from(atob(ROW_KERNEL), (letter) => letter.charCodeAt(0));
    this.#wasm = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Exports;
    const { memory, heapBase } = this.#wasm;
    const from = Math.ceil(heapBase.value / 16) * 16;
    this.#left = new Float64Array(memory.buffer, from, LEFTS * NUMBERS);
    this.#right = new Float64Array(memory.buffer, from + this.#left.byteLength, RIGHTS * NUMBERS);
    const after = this.#right.byteOffset + this.#right.byteLength;
    this.#out = new Float64Array(memory.buffer, after, LEFTS * RIGHTS);
  }

  /** As `addRowProducts`. */
  add(target: Rows, left: Rows, right: Rows, lefts: Span, rights: Span, over: Span, sign: 1 | -1): void {
    for (const numbers of pieces(over, NUMBERS)) {
      const count = upTo(2, numbers.to - numbers.from);
      for (const rows of pieces(lefts, LEFTS)) {
        copy(this.#left, left, rows, numbers, count);
        for (const columns of pieces(rights, RIGHTS)) {
          copy(this.#right, right, columns, numbers, count);
          this.#multiply(rows, columns, count);
          this.#add(target, rows, columns, sign);
        }
      }
    }
  }

  #multiply(rows: Span, columns: Span, count: number): void {
    this.#wasm.multiplyRows(
      this.#left.byteOffset,
      this.#right.byteOffset,
      this.#out.byteOffset,
      upTo(3, rows.to - rows.from),
      upTo(3, columns.to - columns.from),
      count,
    );
  }

  #add({ cells, stride }: Rows, rows: Span, columns: Span, sign: 1 | -1): void {
    const out = this.#out;
    const width = upTo(3, columns.to - columns.from);
    for (let i = rows.from; i < rows.to; i++) {
      const at = i * stride;
      const from = (i - rows.from) * width - columns.from;
      for (let j = columns.from; j < columns.to; j++) cells[at + j] += sign * out[from + j];
    }
  }
}

const upTo = (multiple: number, count: number): number => Math.ceil(count / multiple) * multiple;

function* pieces({ from, to }: Span, size: number): Generator<Span> {
  for (let first = from; first < to; first += size) yield { from: first, to: Math.min(to, first + size) };
}

/** `count` numbers a row, those beyond the piece zero; so are the rows up to the next multiple of three. */
const copy = (
  into: Float64Array,
  { cells, stride }: Rows,
  rows: Span,
  numbers: Span,
  count: number,
): void => {
  for (let i = rows.from; i < rows.to; i++) {
    const at = (i - rows.from) * count;
    into.set(cells.subarray(i * stride + numbers.from, i * stride + numbers.to), at);
    if (numbers.to - numbers.from < count) into[at + count - 1] = 0;
  }
  into.fill(0, (rows.to - rows.from) * count, upTo(3, rows.to - rows.from) * count);
};
