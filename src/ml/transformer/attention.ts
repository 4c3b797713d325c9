/** Tokens of a window, numbers of a token, heads (a divisor of `dModel`). */
export interface AttentionShape {
  readonly tokens: number;
  readonly dModel: number;
  readonly heads: number;
}

type Numbers = Float32Array | Float64Array;

/**
 * Scaled dot-product attention of several heads (Vaswani et al. 2017, 3.2): softmax(QKᵀ/√k)V, one window.
 * @param qkv rows of query, key and value, [tokens, 3·dModel]
 * @param first tokens before it are padding: nobody looks at them, and their output stays as it was
 * @param out [tokens, dModel]
 */
export const attend = (qkv: Numbers, first: number, shape: AttentionShape, out: Numbers): void => {
  const { tokens, dModel, heads } = shape;
  const width = dModel / heads;
  const row = 3 * dModel;
  const shares = new Float64Array(tokens);
  const sum = new Float64Array(width);
  for (let from = 0; from < dModel; from += width) {
    for (let i = first; i < tokens; i++) {
      sharesOf(qkv, i, first, from, shape, shares);
      sum.fill(0);
      for (let j = first; j < tokens; j++) {
        const value = j * row + 2 * dModel + from;
        const share = shares[j];
        for (let k = 0; k < width; k++) sum[k] += share * qkv[value + k];
      }
      out.set(sum, i * dModel + from);
    }
  }
};

/** How much token i looks at each token from `first` on, in the head whose numbers begin at `from`. */
const sharesOf = (
  qkv: Numbers,
  i: number,
  first: number,
  from: number,
  { tokens, dModel, heads }: AttentionShape,
  shares: Float64Array,
): void => {
  const width = dModel / heads;
  const row = 3 * dModel;
  const query = i * row + from;
  let largest = Number.NEGATIVE_INFINITY;
  for (let j = first; j < tokens; j++) {
    const key = j * row + dModel + from;
    let product = 0;
    for (let k = 0; k < width; k++) product += qkv[query + k] * qkv[key + k];
    shares[j] = product / Math.sqrt(width);
    largest = Math.max(largest, shares[j]);
  }
  let sum = 0;
  for (let j = first; j < tokens; j++) {
    shares[j] = Math.exp(shares[j] - largest);
    sum += shares[j];
  }
  for (let j = first; j < tokens; j++) shares[j] /= sum;
};

/** Smaller ones become zero: as 32-bit numbers they would be denormal before long, which is slow where it is not flushed. */
const NEGLIGIBLE = 1e-30;

/**
 * Gradient by `qkv` of a loss whose gradient by the output is `slope`. Shares are worked out again, so that memory does
 * not grow with the square of the tokens.
 * @param gradient [tokens, 3·dModel]; padding gets zeros
 */
export const attendBack = (
  qkv: Float32Array,
  slope: Float32Array,
  first: number,
  shape: AttentionShape,
  gradient: Float32Array,
): void => {
  const { tokens, dModel, heads } = shape;
  const width = dModel / heads;
  const row = 3 * dModel;
  const shares = new Float64Array(tokens);
  const slopes = new Float64Array(tokens);
  const sums = new Float64Array(tokens * row);
  for (let from = 0; from < dModel; from += width) {
    for (let i = first; i < tokens; i++) {
      sharesOf(qkv, i, first, from, shape, shares);
      const above = i * dModel + from;
      let mean = 0;
      for (let j = first; j < tokens; j++) {
        const value = j * row + 2 * dModel + from;
        let product = 0;
        for (let k = 0; k < width; k++) {
          product += slope[above + k] * qkv[value + k];
          sums[value + k] += shares[j] * slope[above + k];
        }
        slopes[j] = product;
        mean += shares[j] * product;
      }
      const query = i * row + from;
      for (let j = first; j < tokens; j++) {
        const key = j * row + dModel + from;
        const by = (shares[j] * (slopes[j] - mean)) / Math.sqrt(width);
        for (let k = 0; k < width; k++) {
          sums[query + k] += by * qkv[key + k];
          sums[key + k] += by * qkv[query + k];
        }
      }
    }
  }
  for (let k = 0; k < sums.length; k++) gradient[k] = Math.abs(sums[k]) < NEGLIGIBLE ? 0 : sums[k];
};
