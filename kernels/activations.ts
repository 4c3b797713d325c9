/** Four float32 numbers at a time: what the gates of an LSTM are bent by. */

/** Backward values below this are zero: WebAssembly cannot flush denormals, and they cost a hundred times as much. */
const NEGLIGIBLE: f32 = 1e-25;

const LOG2E: f32 = 1.4426950408889634;
const LN2_HIGH: f32 = 0.693145751953125;
const LN2_LOW: f32 = 1.428606765330187e-6;

// @ts-expect-error: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
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
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1.0);
  const small = exponential(f32x4.max(f32x4.splat(-87.0), f32x4.neg(f32x4.abs(x))));
  const below = f32x4.div(small, f32x4.add(one, small));
  return v128.bitselect(below, f32x4.sub(one, below), f32x4.lt(x, f32x4.splat(0.0)));
}

/** 1 − 2e/(1 + e), e = exp(−2|x|): where it saturates, what is missing to 1 is not lost to a doubled rounding. */
// @ts-expect-error: decorator
@inline
export function hyperbolicTangent(x: v128): v128 {
  const one = f32x4.splat(1.0);
  const sign = v128.and(x, f32x4.splat(-0.0));
  const small = exponential(f32x4.max(f32x4.splat(-87.0), f32x4.neg(f32x4.abs(f32x4.add(x, x)))));
  const rest = f32x4.div(f32x4.add(small, small), f32x4.add(one, small));
  return v128.or(f32x4.sub(one, rest), sign);
}

// @ts-expect-error: decorator
@inline
export function flushed(x: v128): v128 {
  return v128.and(x, f32x4.gt(f32x4.abs(x), f32x4.splat(NEGLIGIBLE)));
}
