/** Tokens of a window, numbers of a token, heads (a divisor of `dModel`). */
export interface AttentionShape {
  readonly tokens: number;
  readonly dModel: number;
  readonly heads: number;
}

type Numbers = Float32Array | Float64Array;

/** Smaller slopes become zero: as 32-bit numbers they would be denormal before long, which is slow where it is not flushed. */
const NEGLIGIBLE = 1e-30;

/**
 * Scaled dot-product attention of several heads (Vaswani et al. 2017, 3.2), softmax(QKᵀ/√k)V, and its gradient, one window
 * at a time. Windows are [tokens, 3·dModel]: of each token query, key and value, heads side by side. Tokens before `first`
 * are padding: nobody looks at them, and their output and gradient stay as they were.
 */
export class Attention {
  readonly #tokens: number;
  readonly #dModel: number;
  readonly #width: number;
  /** Of one head, [tokens, width]. */
  readonly #query: Float64Array;
  readonly #key: Float64Array;
  readonly #value: Float64Array;
  readonly #mixed: Float64Array;
  /** How much each token looks at each, [tokens, tokens]. */
  readonly #shares: Float64Array;
  readonly #slopes: Float64Array;

  constructor({ tokens, dModel, heads }: AttentionShape) {
    this.#tokens = tokens;
    this.#dModel = dModel;
    this.#width = dModel / heads;
    const size = tokens * this.#width;
    [this.#query, this.#key, this.#value, this.#mixed] = [0, 1, 2, 3].map(() => new Float64Array(size));
    [this.#shares, this.#slopes] = [0, 1].map(() => new Float64Array(tokens * tokens));
  }

  /** @param out [tokens, dModel] */
  forward(qkv: Numbers, first: number, out: Numbers): void {
    for (let from = 0; from < this.#dModel; from += this.#width) {
      this.#look(qkv, first, from);
      this.#mixed.fill(0);
      addMixed(this.#shares, this.#value, this.#mixed, first, this.#tokens, this.#width);
      this.#write(this.#mixed, first, out, from, this.#dModel);
    }
  }

  /**
   * Shares are worked out again, so that memory between forward and backward does not grow with the square of the tokens.
   * @param slope gradient of a loss by the output, [tokens, dModel]
   * @param gradient receives its gradient by `qkv`
   */
  backward(qkv: Numbers, slope: Numbers, first: number, gradient: Numbers): void {
    const [tokens, width, dModel] = [this.#tokens, this.#width, this.#dModel];
    const above = new Float64Array(tokens * width);
    const turned = new Float64Array(tokens * tokens);
    for (let from = 0; from < dModel; from += width) {
      this.#look(qkv, first, from);
      read(slope, first, tokens, dModel, from, width, above);
      products(above, this.#value, this.#slopes, first, tokens, width, 1);
      turn(this.#shares, turned, first, tokens);
      this.#mixed.fill(0);
      addMixed(turned, above, this.#mixed, first, tokens, width);
      this.#write(this.#mixed, first, gradient, 2 * dModel + from, 3 * dModel);
      softmaxBack(this.#shares, this.#slopes, first, tokens, 1 / Math.sqrt(width));
      this.#mixed.fill(0);
      addMixed(this.#slopes, this.#key, this.#mixed, first, tokens, width);
      this.#write(this.#mixed, first, gradient, from, 3 * dModel);
      turn(this.#slopes, turned, first, tokens);
      this.#mixed.fill(0);
      addMixed(turned, this.#query, this.#mixed, first, tokens, width);
      this.#write(this.#mixed, first, gradient, dModel + from, 3 * dModel);
    }
  }

  /** Takes up the head whose numbers begin at `from`, and works out its shares. */
  #look(qkv: Numbers, first: number, from: number): void {
    const [tokens, width, dModel] = [this.#tokens, this.#width, this.#dModel];
    read(qkv, first, tokens, 3 * dModel, from, width, this.#query);
    read(qkv, first, tokens, 3 * dModel, dModel + from, width, this.#key);
    read(qkv, first, tokens, 3 * dModel, 2 * dModel + from, width, this.#value);
    products(this.#query, this.#key, this.#shares, first, tokens, width, 1 / Math.sqrt(width));
    softmax(this.#shares, first, tokens);
  }

  #write(rows: Float64Array, first: number, out: Numbers, from: number, row: number): void {
    const width = this.#width;
    for (let t = first; t < this.#tokens; t++) {
      for (let k = 0; k < width; k++) {
        const number = rows[t * width + k];
        out[t * row + from + k] = Math.abs(number) < NEGLIGIBLE ? 0 : number;
      }
    }
  }
}

/** The numbers of one head, from rows of `row` numbers. */
const read = (
  numbers: Numbers,
  first: number,
  tokens: number,
  row: number,
  from: number,
  width: number,
  out: Float64Array,
): void => {
  for (let t = first; t < tokens; t++) {
    for (let k = 0; k < width; k++) out[t * width + k] = numbers[t * row + from + k];
  }
};

/** out[i, j] = unit · aᵢ·bⱼ; four keys at a time, so that a query is read a quarter as often. */
const products = (
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  first: number,
  tokens: number,
  width: number,
  unit: number,
): void => {
  for (let i = first; i < tokens; i++) {
    const query = i * width;
    let j = first;
    for (; j + 4 <= tokens; j += 4) {
      let [p, q, r, s] = [0, 0, 0, 0];
      let key = j * width;
      for (let k = 0; k < width; k++, key++) {
        const number = a[query + k];
        p += number * b[key];
        q += number * b[key + width];
        r += number * b[key + 2 * width];
        s += number * b[key + 3 * width];
      }
      const at = i * tokens + j;
      out[at] = unit * p;
      out[at + 1] = unit * q;
      out[at + 2] = unit * r;
      out[at + 3] = unit * s;
    }
    for (; j < tokens; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += a[query + k] * b[j * width + k];
      out[i * tokens + j] = unit * sum;
    }
  }
};

/** outᵢ += Σⱼ shares[i, j] · rowsⱼ; four rows at a time. */
const addMixed = (
  shares: Float64Array,
  rows: Float64Array,
  out: Float64Array,
  first: number,
  tokens: number,
  width: number,
): void => {
  for (let i = first; i < tokens; i++) {
    const to = i * width;
    let j = first;
    for (; j + 4 <= tokens; j += 4) {
      const at = i * tokens + j;
      const [p, q, r, s] = [shares[at], shares[at + 1], shares[at + 2], shares[at + 3]];
      let row = j * width;
      for (let k = 0; k < width; k++, row++) {
        out[to + k] +=
          p * rows[row] + q * rows[row + width] + r * rows[row + 2 * width] + s * rows[row + 3 * width];
      }
    }
    for (; j < tokens; j++) {
      const share = shares[i * tokens + j];
      for (let k = 0; k < width; k++) out[to + k] += share * rows[j * width + k];
    }
  }
};

const turn = (from: Float64Array, to: Float64Array, first: number, tokens: number): void => {
  for (let i = first; i < tokens; i++) {
    for (let j = first; j < tokens; j++) to[j * tokens + i] = from[i * tokens + j];
  }
};

/** Each row becomes shares that sum to one. */
const softmax = (scores: Float64Array, first: number, tokens: number): void => {
  for (let i = first; i < tokens; i++) {
    const row = i * tokens;
    let largest = Number.NEGATIVE_INFINITY;
    for (let j = first; j < tokens; j++) if (scores[row + j] > largest) largest = scores[row + j];
    let sum = 0;
    for (let j = first; j < tokens; j++) {
      const share = Math.exp(scores[row + j] - largest);
      scores[row + j] = share;
      sum += share;
    }
    for (let j = first; j < tokens; j++) scores[row + j] /= sum;
  }
};

/** Slopes by the shares become slopes by the scores, times `unit`. */
const softmaxBack = (
  shares: Float64Array,
  slopes: Float64Array,
  first: number,
  tokens: number,
  unit: number,
): void => {
  for (let i = first; i < tokens; i++) {
    const row = i * tokens;
    let mean = 0;
    for (let j = first; j < tokens; j++) mean += shares[row + j] * slopes[row + j];
    for (let j = first; j < tokens; j++) slopes[row + j] = unit * shares[row + j] * (slopes[row + j] - mean);
  }
};
