/** Products of rows of float64 numbers, on 128-bit SIMD, the same bits on every machine. Pointers are bytes. */

/** The first byte that is free for arrays. */
export const heapBase: usize = __heap_base;

/**
 * out[i][j] = Σ_k left[i][k]·right[j][k]: rows of `count` numbers in one piece, `lefts` and `rights` of them; out [lefts, rights].
 * lefts % 3 = 0, rights % 3 = 0, count % 2 = 0. The sums over even and odd k are added at the end.
 */
export function multiplyRows(left: usize, right: usize, out: usize, lefts: u32, rights: u32, count: u32): void {
  const rowBytes = <usize>count << 3;
  const outBytes = <usize>rights << 3;
  for (let i: u32 = 0; i < lefts; i += 3) {
    for (let j: u32 = 0; j < rights; j += 3) {
      let a0 = left + <usize>i * rowBytes;
      let a1 = a0 + rowBytes;
      let a2 = a1 + rowBytes;
      let b0 = right + <usize>j * rowBytes;
      let b1 = b0 + rowBytes;
      let b2 = b1 + rowBytes;
      const end = a1;
      let s00 = f64x2.splat(0), s01 = s00, s02 = s00, s10 = s00, s11 = s00, s12 = s00, s20 = s00, s21 = s00, s22 = s00;
      while (a0 < end) {
        const y0 = v128.load(b0);
        const y1 = v128.load(b1);
        const y2 = v128.load(b2);
        let x = v128.load(a0);
        s00 = f64x2.add(s00, f64x2.mul(x, y0));
        s01 = f64x2.add(s01, f64x2.mul(x, y1));
        s02 = f64x2.add(s02, f64x2.mul(x, y2));
        x = v128.load(a1);
        s10 = f64x2.add(s10, f64x2.mul(x, y0));
        s11 = f64x2.add(s11, f64x2.mul(x, y1));
        s12 = f64x2.add(s12, f64x2.mul(x, y2));
        x = v128.load(a2);
        s20 = f64x2.add(s20, f64x2.mul(x, y0));
        s21 = f64x2.add(s21, f64x2.mul(x, y1));
        s22 = f64x2.add(s22, f64x2.mul(x, y2));
        a0 += 16;
        a1 += 16;
        a2 += 16;
        b0 += 16;
        b1 += 16;
        b2 += 16;
      }
      let at = out + <usize>i * outBytes + (<usize>j << 3);
      storeThree(at, s00, s01, s02);
      at += outBytes;
      storeThree(at, s10, s11, s12);
      at += outBytes;
      storeThree(at, s20, s21, s22);
    }
  }
}

@inline
function storeThree(at: usize, a: v128, b: v128, c: v128): void {
  store<f64>(at, f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1));
  store<f64>(at, f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1), 8);
  store<f64>(at, f64x2.extract_lane(c, 0) + f64x2.extract_lane(c, 1), 16);
}
