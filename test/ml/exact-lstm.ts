/** One LSTM layer in the layout of Keras, and what it is given. */
export interface ExactCase {
  readonly count: number;
  readonly steps: number;
  readonly inputs: number;
  readonly units: number;
  readonly x: Float32Array;
  readonly kernel: Float32Array;
  readonly recurrent: Float32Array;
  readonly bias: Float32Array;
  /** Gradient of h, [count, steps, units]. */
  readonly slope: Float32Array;
}

/** In double precision, written down as the equations stand: h of every step, and the gradient of input and weights. */
export interface ExactPasses {
  readonly output: Float64Array;
  readonly input: Float64Array;
  readonly kernel: Float64Array;
  readonly recurrent: Float64Array;
  readonly bias: Float64Array;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Without the difference 1 − y, which has no digits left where y saturates. */
const sigmoidSlope = (x: number) => {
  const e = Math.exp(-Math.abs(x));
  return e / (1 + e) ** 2;
};
const tanhSlope = (x: number) => 4 * sigmoidSlope(2 * x);

export function exactLstm(given: ExactCase): ExactPasses {
  const { count, steps, inputs, units, kernel, recurrent, bias } = given;
  const passes: ExactPasses = {
    output: new Float64Array(count * steps * units),
    input: new Float64Array(count * steps * inputs),
    kernel: new Float64Array(kernel.length),
    recurrent: new Float64Array(recurrent.length),
    bias: new Float64Array(bias.length),
  };
  for (let b = 0; b < count; b++) backward(given, passes, b, forward(given, passes, b));
  return passes;
}

interface Trace {
  /** Of every step: gates before their activation, and the cell after it. */
  readonly z: Float64Array[];
  readonly c: Float64Array[];
}

const outputOf = (all: Float64Array, { steps, units }: ExactCase, b: number, t: number) =>
  t < 0 ? new Float64Array(units) : all.subarray((b * steps + t) * units, (b * steps + t + 1) * units);

const inputOf = <T extends Float32Array | Float64Array>(
  all: T,
  { steps, inputs }: ExactCase,
  b: number,
  t: number,
) => all.subarray((b * steps + t) * inputs, (b * steps + t + 1) * inputs) as T;

function forward(given: ExactCase, { output }: ExactPasses, b: number): Trace {
  const { steps, units, kernel, recurrent, bias, x } = given;
  const gates = 4 * units;
  const trace: Trace = { z: [], c: [] };
  for (let t = 0; t < steps; t++) {
    const z = Float64Array.from(bias);
    const before = outputOf(output, given, b, t - 1);
    inputOf(x, given, b, t).forEach((value, k) => {
      for (let j = 0; j < gates; j++) z[j] += value * kernel[k * gates + j];
    });
    before.forEach((value, k) => {
      for (let j = 0; j < gates; j++) z[j] += value * recurrent[k * gates + j];
    });
    const c = new Float64Array(units);
    const h = outputOf(output, given, b, t);
    for (let u = 0; u < units; u++) {
      const kept = sigmoid(z[units + u]) * (trace.c[t - 1]?.[u] ?? 0);
      c[u] = kept + sigmoid(z[u]) * Math.tanh(z[2 * units + u]);
      h[u] = sigmoid(z[3 * units + u]) * Math.tanh(c[u]);
    }
    trace.z.push(z);
    trace.c.push(c);
  }
  return trace;
}

function backward(given: ExactCase, passes: ExactPasses, b: number, { z: zs, c: cs }: Trace): void {
  const { steps, units, kernel, recurrent, x, slope } = given;
  const gates = 4 * units;
  let dh = new Float64Array(units);
  const dc = new Float64Array(units);
  for (let t = steps - 1; t >= 0; t--) {
    const z = zs[t];
    const dz = new Float64Array(gates);
    for (let u = 0; u < units; u++) {
      const into = dh[u] + slope[(b * steps + t) * units + u];
      const cell = dc[u] + into * sigmoid(z[3 * units + u]) * tanhSlope(cs[t][u]);
      dz[u] = cell * Math.tanh(z[2 * units + u]) * sigmoidSlope(z[u]);
      dz[units + u] = cell * (cs[t - 1]?.[u] ?? 0) * sigmoidSlope(z[units + u]);
      dz[2 * units + u] = cell * sigmoid(z[u]) * tanhSlope(z[2 * units + u]);
      dz[3 * units + u] = into * Math.tanh(cs[t][u]) * sigmoidSlope(z[3 * units + u]);
      dc[u] = cell * sigmoid(z[units + u]);
    }
    dh = new Float64Array(units);
    const sample = inputOf(x, given, b, t);
    const sampleSlope = inputOf(passes.input, given, b, t);
    const before = outputOf(passes.output, given, b, t - 1);
    for (let j = 0; j < gates; j++) {
      passes.bias[j] += dz[j];
      for (let k = 0; k < sample.length; k++) {
        passes.kernel[k * gates + j] += dz[j] * sample[k];
        sampleSlope[k] += dz[j] * kernel[k * gates + j];
      }
      for (let k = 0; k < units; k++) {
        passes.recurrent[k * gates + j] += dz[j] * before[k];
        dh[k] += dz[j] * recurrent[k * gates + j];
      }
    }
  }
}
