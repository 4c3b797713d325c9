import { RowKernel } from './row-kernel.ts';

/** Rows of numbers, one after another, `stride` numbers apart. */
export interface Rows {
  readonly cells: Float64Array;
  readonly stride: number;
}

/** Which rows and columns take part: from (inclusive) … to (exclusive). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const BLOCK = 3;
/** Products below which copying both sides into the kernel is not worth it. */
const FEWEST_FOR_KERNEL = 20_000;

let kernel: RowKernel | undefined;

/**
 * target[i][j] += sign · Σ_k left[i][k]·right[j][k] for i of `lefts`, j of `rights`, k of `over`: a matrix times the transpose of
 * another. Large ones in WebAssembly; of others nine sums at a time stay in registers.
 */
export const addRowProducts = (
  target: Rows,
  left: Rows,
  right: Rows,
  lefts: Span,
  rights: Span,
  over: Span,
  sign: 1 | -1 = 1,
): void => {
  const rows = lefts.to - lefts.from;
  const columns = rights.to - rights.from;
  const products = rows * columns * (over.to - over.from);
  if (Math.min(rows, columns) > BLOCK && products >= FEWEST_FOR_KERNEL) {
    kernel ??= new RowKernel();
    kernel.add(target, left, right, lefts, rights, over, sign);
  } else addInRegisters(target, left, right, lefts, rights, over, sign);
};

const addInRegisters = (
  target: Rows,
  left: Rows,
  right: Rows,
  lefts: Span,
  rights: Span,
  over: Span,
  sign: 1 | -1,
): void => {
  const wholeLefts = lefts.to - ((lefts.to - lefts.from) % BLOCK);
  const wholeRights = rights.to - ((rights.to - rights.from) % BLOCK);
  for (let i = lefts.from; i < wholeLefts; i += BLOCK) {
    for (let j = rights.from; j < wholeRights; j += BLOCK) addBlock(target, left, right, i, j, over, sign);
  }
  for (let i = lefts.from; i < lefts.to; i++) {
    let j = i < wholeLefts ? wholeRights : rights.from;
    for (; j + 4 <= rights.to; j += 4) addFour(target, left, right, i, j, over, sign);
    for (; j < rights.to; j++) target.cells[i * target.stride + j] += sign * product(left, right, i, j, over);
  }
};

const product = (left: Rows, right: Rows, i: number, j: number, { from, to }: Span): number => {
  const [a, b] = [left.cells, right.cells];
  const [atA, atB] = [i * left.stride, j * right.stride];
  let sum = 0;
  for (let k = from; k < to; k++) sum += a[atA + k] * b[atB + k];
  return sum;
};

/** One row with four, which do not wait for each other. */
const addFour = (
  target: Rows,
  left: Rows,
  right: Rows,
  i: number,
  j: number,
  { from, to }: Span,
  sign: number,
): void => {
  const a = left.cells;
  const b = right.cells;
  const atA = i * left.stride;
  const b0 = j * right.stride;
  const b1 = b0 + right.stride;
  const b2 = b1 + right.stride;
  const b3 = b2 + right.stride;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = from; k < to; k++) {
    const x = a[atA + k];
    s0 += x * b[b0 + k];
    s1 += x * b[b1 + k];
    s2 += x * b[b2 + k];
    s3 += x * b[b3 + k];
  }
  const at = i * target.stride + j;
  addThree(target.cells, at, sign, s0, s1, s2);
  target.cells[at + 3] += sign * s3;
};

const addBlock = (
  target: Rows,
  left: Rows,
  right: Rows,
  i: number,
  j: number,
  { from, to }: Span,
  sign: number,
): void => {
  const a = left.cells;
  const b = right.cells;
  const a0 = i * left.stride;
  const a1 = a0 + left.stride;
  const a2 = a1 + left.stride;
  const b0 = j * right.stride;
  const b1 = b0 + right.stride;
  const b2 = b1 + right.stride;
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  for (let k = from; k < to; k++) {
    const x0 = a[a0 + k];
    const x1 = a[a1 + k];
    const x2 = a[a2 + k];
    const y0 = b[b0 + k];
    const y1 = b[b1 + k];
    const y2 = b[b2 + k];
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s20 += x2 * y0;
    s21 += x2 * y1;
    s22 += x2 * y2;
  }
  const at = i * target.stride + j;
  addThree(target.cells, at, sign, s00, s01, s02);
  addThree(target.cells, at + target.stride, sign, s10, s11, s12);
  addThree(target.cells, at + 2 * target.stride, sign, s20, s21, s22);
};

const addThree = (cells: Float64Array, at: number, sign: number, a: number, b: number, c: number): void => {
  cells[at] += sign * a;
  cells[at + 1] += sign * b;
  cells[at + 2] += sign * c;
};
