/**
 * A whole LSTM layer over a whole sequence, forward and backward, on 128-bit SIMD. AssemblyScript, not TypeScript:
 * `npm run kernels:build` compiles it twice, plain and with relaxed fused multiply-add.
 *
 * Everything is float32, pointers are bytes. A step works on rows [h | x | zeros] of `width` numbers (a multiple of 8)
 * for `batch` sequences (a multiple of 4), with gates in the order of Keras: input, forget, candidate, output.
 * Hochreiter & Schmidhuber 1997; gates as in Gers et al. 2000.
 */

/** Backward values below this are zero: WebAssembly cannot flush denormals, and they cost a hundred times as much. */
const NEGLIGIBLE: f32 = 1e-25;

const LOG2E: f32 = 1.4426950408889634;
const LN2_HIGH: f32 = 0.693145751953125;
const LN2_LOW: f32 = 1.428606765330187e-6;

/** The first byte that is free for arrays. */
export const heapBase: usize = __heap_base;

// @ts-expect-error: decorator
@inline
function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** e^x, |x| ≤ 87, relative error below 2e-7 (range reduction by ln 2, Taylor to the seventh). */
// @ts-expect-error: decorator
@inline
function exponential(x: v128): v128 {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2E)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let p = f32x4.splat(1.0 / 5040.0);
  p = madd(p, r, f32x4.splat(1.0 / 720.0));
  p = madd(p, r, f32x4.splat(1.0 / 120.0));
  p = madd(p, r, f32x4.splat(1.0 / 24.0));
  p = madd(p, r, f32x4.splat(1.0 / 6.0));
  p = madd(p, r, f32x4.splat(0.5));
  p = madd(p, r, f32x4.splat(1.0));
  p = madd(p, r, f32x4.splat(1.0));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

// @ts-expect-error: decorator
@inline
function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1.0);
  const small = exponential(f32x4.max(f32x4.splat(-87.0), f32x4.neg(f32x4.abs(x))));
  const below = f32x4.div(small, f32x4.add(one, small));
  return v128.bitselect(below, f32x4.sub(one, below), f32x4.lt(x, f32x4.splat(0.0)));
}

/** 1 − 2e/(1 + e), e = exp(−2|x|): where it saturates, what is missing to 1 is not lost to a doubled rounding. */
// @ts-expect-error: decorator
@inline
function hyperbolicTangent(x: v128): v128 {
  const one = f32x4.splat(1.0);
  const sign = v128.and(x, f32x4.splat(-0.0));
  const small = exponential(f32x4.max(f32x4.splat(-87.0), f32x4.neg(f32x4.abs(f32x4.add(x, x)))));
  const rest = f32x4.div(f32x4.add(small, small), f32x4.add(one, small));
  return v128.or(f32x4.sub(one, rest), sign);
}

// @ts-expect-error: decorator
@inline
function flushed(x: v128): v128 {
  return v128.and(x, f32x4.gt(f32x4.abs(x), f32x4.splat(NEGLIGIBLE)));
}

/** Rows of `from` [rows, columns] as panels of eight columns, each panel [rows, 8] in one piece. columns % 8 = 0. */
export function pack(from: usize, rows: u32, columns: u32, to: usize): void {
  for (let n: u32 = 0; n < columns; n += 8) {
    for (let k: u32 = 0; k < rows; k++, to += 32) {
      const at = from + (<usize>(k * columns + n) << 2);
      v128.store(to, v128.load(at));
      v128.store(to, v128.load(at, 16), 16);
    }
  }
}

/** The transpose of `from` [rows, columns] as panels of eight of its rows, each panel [columns, 8]. rows % 8 = 0. */
export function packTransposed(from: usize, rows: u32, columns: u32, to: usize): void {
  for (let k: u32 = 0; k < rows; k += 8) {
    for (let n: u32 = 0; n < columns; n++) {
      for (let j: u32 = 0; j < 8; j++, to += 4) {
        store<f32>(to, load<f32>(from + (<usize>((k + j) * columns + n) << 2)));
      }
    }
  }
}

/** out [m, n] = rows [m, k] · panels + bias (none where `bias` is 0). m % 4 = 0, n % 8 = 0. */
function multiply(rows: usize, panels: usize, bias: usize, out: usize, m: u32, n: u32, k: u32): void {
  const rowBytes = <usize>k << 2;
  const outBytes = <usize>n << 2;
  for (let column: u32 = 0; column < n; column += 8) {
    const panel = panels + (<usize>(column * k) << 2);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    if (bias != 0) {
      b0 = v128.load(bias + (<usize>column << 2));
      b1 = v128.load(bias + (<usize>column << 2), 16);
    }
    for (let row: u32 = 0; row < m; row += 4) {
      let c00 = b0, c01 = b1, c10 = b0, c11 = b1, c20 = b0, c21 = b1, c30 = b0, c31 = b1;
      let r0 = rows + <usize>row * rowBytes;
      let r1 = r0 + rowBytes;
      let r2 = r1 + rowBytes;
      let r3 = r2 + rowBytes;
      let p = panel;
      const end = panel + (<usize>k << 5);
      while (p < end) {
        const w0 = v128.load(p);
        const w1 = v128.load(p, 16);
        let a = v128.load32_splat(r0);
        c00 = madd(a, w0, c00);
        c01 = madd(a, w1, c01);
        a = v128.load32_splat(r1);
        c10 = madd(a, w0, c10);
        c11 = madd(a, w1, c11);
        a = v128.load32_splat(r2);
        c20 = madd(a, w0, c20);
        c21 = madd(a, w1, c21);
        a = v128.load32_splat(r3);
        c30 = madd(a, w0, c30);
        c31 = madd(a, w1, c31);
        const v0 = v128.load(p, 32);
        const v1 = v128.load(p, 48);
        a = v128.load32_splat(r0, 4);
        c00 = madd(a, v0, c00);
        c01 = madd(a, v1, c01);
        a = v128.load32_splat(r1, 4);
        c10 = madd(a, v0, c10);
        c11 = madd(a, v1, c11);
        a = v128.load32_splat(r2, 4);
        c20 = madd(a, v0, c20);
        c21 = madd(a, v1, c21);
        a = v128.load32_splat(r3, 4);
        c30 = madd(a, v0, c30);
        c31 = madd(a, v1, c31);
        p += 64;
        r0 += 8;
        r1 += 8;
        r2 += 8;
        r3 += 8;
      }
      let o = out + <usize>row * outBytes + (<usize>column << 2);
      v128.store(o, c00);
      v128.store(o, c01, 16);
      o += outBytes;
      v128.store(o, c10);
      v128.store(o, c11, 16);
      o += outBytes;
      v128.store(o, c20);
      v128.store(o, c21, 16);
      o += outBytes;
      v128.store(o, c30);
      v128.store(o, c31, 16);
    }
  }
}

/** into [k, n] += rowsᵀ · gates, rows [m, k], gates [m, n]. k % 4 = 0, n % 8 = 0. */
function accumulate(rows: usize, gates: usize, into: usize, m: u32, n: u32, k: u32): void {
  const rowBytes = <usize>k << 2;
  const gateBytes = <usize>n << 2;
  for (let column: u32 = 0; column < n; column += 8) {
    const first = gates + (<usize>column << 2);
    const end = first + <usize>m * gateBytes;
    for (let row: u32 = 0; row < k; row += 4) {
      const o0 = into + <usize>row * gateBytes + (<usize>column << 2);
      const o1 = o0 + gateBytes;
      const o2 = o1 + gateBytes;
      const o3 = o2 + gateBytes;
      let c00 = v128.load(o0), c01 = v128.load(o0, 16), c10 = v128.load(o1), c11 = v128.load(o1, 16);
      let c20 = v128.load(o2), c21 = v128.load(o2, 16), c30 = v128.load(o3), c31 = v128.load(o3, 16);
      let r = rows + (<usize>row << 2);
      let g = first;
      while (g < end) {
        const w0 = v128.load(g);
        const w1 = v128.load(g, 16);
        let a = v128.load32_splat(r);
        c00 = madd(a, w0, c00);
        c01 = madd(a, w1, c01);
        a = v128.load32_splat(r, 4);
        c10 = madd(a, w0, c10);
        c11 = madd(a, w1, c11);
        a = v128.load32_splat(r, 8);
        c20 = madd(a, w0, c20);
        c21 = madd(a, w1, c21);
        a = v128.load32_splat(r, 12);
        c30 = madd(a, w0, c30);
        c31 = madd(a, w1, c31);
        r += rowBytes;
        g += gateBytes;
      }
      v128.store(o0, c00);
      v128.store(o0, c01, 16);
      v128.store(o1, c10);
      v128.store(o1, c11, 16);
      v128.store(o2, c20);
      v128.store(o2, c21, 16);
      v128.store(o3, c30);
      v128.store(o3, c31, 16);
    }
  }
}

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
