/**
 * A whole LSTM layer over a whole sequence, forward and backward, on 128-bit SIMD. AssemblyScript, not TypeScript:
 * `npm run kernels:build` compiles it twice, plain and with relaxed fused multiply-add.
 *
 * Everything is float32, pointers are bytes. A step works on rows [h | x | zeros] of `width` numbers (a multiple of 8)
 * for `batch` sequences (a multiple of 4), with gates in the order of Keras: input, forget, candidate, output.
 * Hochreiter & Schmidhuber 1997; gates as in Gers et al. 2000.
 */

import { flushed, hyperbolicTangent, madd, sigmoid } from './activations';
import { accumulate, multiply } from './products';

export { pack, packTransposed } from './products';

/** The first byte that is free for arrays. */
export const heapBase: usize = __heap_base;

/**
 * x [count, steps, inputs] to the rows of every step: row (t, b) gets h from nowhere and x at `units`. What lies beside
 * it, h of step 0 and the padding, must be zero already.
 */
export function scatterInputs(
  x: usize, rows: usize, count: u32, batch: u32, steps: u32, inputs: u32, units: u32, width: u32,
): void {
  const bytes = <usize>inputs << 2;
  for (let b: u32 = 0; b < count; b++) {
    for (let t: u32 = 0; t < steps; t++, x += bytes) {
      memory.copy(rows + (<usize>((t * batch + b) * width + units) << 2), x, bytes);
    }
  }
}

/** What `scatterInputs` laid out, back to [count, steps, size], from `offset` of each row of `width`. */
export function gather(
  rows: usize, out: usize, count: u32, batch: u32, steps: u32, size: u32, offset: u32, width: u32,
): void {
  const bytes = <usize>size << 2;
  for (let b: u32 = 0; b < count; b++) {
    for (let t: u32 = 0; t < steps; t++, out += bytes) {
      memory.copy(out, rows + (<usize>((t * batch + b) * width + offset) << 2), bytes);
    }
  }
}

/**
 * All steps forward. `rows` [steps + 1, batch, width] holds x and receives h of each next step; `gates`
 * [steps, batch, 4·units] receives the activations, `cells` [steps + 1, batch, units] the cells (step 0 is zero),
 * `bent` [steps, batch, units] their tanh.
 */
export function forward(
  rows: usize, panels: usize, bias: usize, gates: usize, cells: usize, bent: usize,
  batch: u32, steps: u32, units: u32, width: u32,
): void {
  const rowsBytes = <usize>(batch * width) << 2;
  const gatesBytes = <usize>(batch * units) << 4;
  const cellsBytes = <usize>(batch * units) << 2;
  const gate = <usize>units << 2;
  for (let t: u32 = 0; t < steps; t++) {
    multiply(rows, panels, bias, gates, batch, units << 2, width);
    for (let b: u32 = 0; b < batch; b++) {
      let z = gates + <usize>b * (gate << 2);
      let c = cells + <usize>b * gate;
      let tc = bent + <usize>b * gate;
      let h = rows + rowsBytes + <usize>b * (<usize>width << 2);
      for (let u: u32 = 0; u < units; u += 4) {
        const i = sigmoid(v128.load(z));
        const f = sigmoid(v128.load(z + gate));
        const g = hyperbolicTangent(v128.load(z + 2 * gate));
        const o = sigmoid(v128.load(z + 3 * gate));
        const cell = madd(f, v128.load(c), f32x4.mul(i, g));
        const curved = hyperbolicTangent(cell);
        v128.store(z, i);
        v128.store(z + gate, f);
        v128.store(z + 2 * gate, g);
        v128.store(z + 3 * gate, o);
        v128.store(c + cellsBytes, cell);
        v128.store(tc, curved);
        v128.store(h, f32x4.mul(o, curved));
        z += 16;
        c += 16;
        tc += 16;
        h += 16;
      }
    }
    rows += rowsBytes;
    gates += gatesBytes;
    cells += cellsBytes;
    bent += cellsBytes;
  }
}

/**
 * All steps backward, from what `forward` left. `slope` [steps, batch, units] is the gradient of every h; `gates` are
 * overwritten with their gradients, `slopes` [steps, batch, width] receives those of the rows, `weightSlope`
 * [width, 4·units] and `biasSlope` [4·units] are added to, `cellSlope` [batch, units] is zero before and spoilt after.
 */
export function backward(
  rows: usize, panels: usize, gates: usize, cells: usize, bent: usize, slope: usize, slopes: usize,
  weightSlope: usize, biasSlope: usize, cellSlope: usize, batch: u32, steps: u32, units: u32, width: u32,
): void {
  const rowsBytes = <usize>(batch * width) << 2;
  const gatesBytes = <usize>(batch * units) << 4;
  const cellsBytes = <usize>(batch * units) << 2;
  const gate = <usize>units << 2;
  const one = f32x4.splat(1.0);
  for (let t: i32 = <i32>steps - 1; t >= 0; t--) {
    const zs = gates + <usize>t * gatesBytes;
    for (let b: u32 = 0; b < batch; b++) {
      let z = zs + <usize>b * (gate << 2);
      let c = cells + <usize>t * cellsBytes + <usize>b * gate;
      let tc = bent + <usize>t * cellsBytes + <usize>b * gate;
      let dy = slope + <usize>t * cellsBytes + <usize>b * gate;
      let later = slopes + <usize>(t + 1) * rowsBytes + <usize>b * (<usize>width << 2);
      let dc = cellSlope + <usize>b * gate;
      let db = biasSlope;
      for (let u: u32 = 0; u < units; u += 4) {
        const i = v128.load(z);
        const f = v128.load(z + gate);
        const g = v128.load(z + 2 * gate);
        const o = v128.load(z + 3 * gate);
        const curved = v128.load(tc);
        const dh = f32x4.add(v128.load(dy), v128.load(later));
        const dCell = f32x4.add(
          v128.load(dc),
          f32x4.mul(f32x4.mul(dh, o), f32x4.sub(one, f32x4.mul(curved, curved))),
        );
        const di = flushed(f32x4.mul(f32x4.mul(dCell, g), f32x4.mul(i, f32x4.sub(one, i))));
        const df = flushed(f32x4.mul(f32x4.mul(dCell, v128.load(c)), f32x4.mul(f, f32x4.sub(one, f))));
        const dg = flushed(f32x4.mul(f32x4.mul(dCell, i), f32x4.sub(one, f32x4.mul(g, g))));
        const dO = flushed(f32x4.mul(f32x4.mul(dh, curved), f32x4.mul(o, f32x4.sub(one, o))));
        v128.store(dc, flushed(f32x4.mul(dCell, f)));
        v128.store(z, di);
        v128.store(z + gate, df);
        v128.store(z + 2 * gate, dg);
        v128.store(z + 3 * gate, dO);
        v128.store(db, f32x4.add(v128.load(db), di));
        v128.store(db + gate, f32x4.add(v128.load(db + gate), df));
        v128.store(db + 2 * gate, f32x4.add(v128.load(db + 2 * gate), dg));
        v128.store(db + 3 * gate, f32x4.add(v128.load(db + 3 * gate), dO));
        z += 16;
        c += 16;
        tc += 16;
        dy += 16;
        later += 16;
        dc += 16;
        db += 16;
      }
    }
    accumulate(rows + <usize>t * rowsBytes, zs, weightSlope, batch, units << 2, width);
    const to = slopes + <usize>t * rowsBytes;
    multiply(zs, panels, 0, to, batch, width, units << 2);
    for (let at = to; at < to + rowsBytes; at += 16) v128.store(at, flushed(v128.load(at)));
  }
}
