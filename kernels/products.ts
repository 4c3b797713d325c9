/** Matrix products of float32 numbers, on panels of eight columns. Pointers are bytes. */

import { madd } from './activations';

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
export function multiply(rows: usize, panels: usize, bias: usize, out: usize, m: u32, n: u32, k: u32): void {
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
export function accumulate(rows: usize, gates: usize, into: usize, m: u32, n: u32, k: u32): void {
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
