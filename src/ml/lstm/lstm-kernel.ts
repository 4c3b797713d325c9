/** Sizes of one pass. `count` sequences of `steps` steps of `inputs` numbers, through `units` units (a multiple of 4). */
export interface LstmShape {
  readonly count: number;
  readonly steps: number;
  readonly inputs: number;
  readonly units: number;
}

/** Weights in the layout of Keras: gates input, forget, candidate, output. float32. */
export interface LstmWeights {
  /** [inputs, 4·units] */
  readonly kernel: Float32Array;
  /** [units, 4·units] */
  readonly recurrent: Float32Array;
  /** [4·units] */
  readonly bias: Float32Array;
}

/** Gradients, in the shapes of what they belong to. */
export interface LstmGradients extends LstmWeights {
  /** [count, steps, inputs] */
  readonly input: Float32Array;
}

/** What `kernels/lstm.ts` exports. Pointers are bytes. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: WebAssembly.Global;
  pack(from: number, rows: number, columns: number, to: number): void;
  packTransposed(from: number, rows: number, columns: number, to: number): void;
  scatterInputs(x: number, rows: number, ...sizes: number[]): void;
  gather(rows: number, out: number, ...sizes: number[]): void;
  forward(rows: number, panels: number, bias: number, gates: number, ...rest: number[]): void;
  backward(rows: number, panels: number, gates: number, cells: number, ...rest: number[]): void;
}

const PAGE = 65_536;

/** Where each array of a pass lies, in bytes. */
interface Layout {
  readonly shape: LstmShape;
  readonly batch: number;
  readonly width: number;
  readonly at: Readonly<Record<Region, number>>;
  readonly end: number;
}

type Region =
  | 'weights'
  | 'panels'
  | 'transposed'
  | 'bias'
  | 'rows'
  | 'gates'
  | 'cells'
  | 'bent'
  | 'slope'
  | 'slopes'
  | 'weightSlope'
  | 'biasSlope'
  | 'cellSlope'
  | 'scratch';

/**
 * One LSTM layer (tanh, sigmoid) in WebAssembly: whole sequences forward and backward. Keeps what the backward pass
 * needs in its own memory, which grows to the largest pass and no further: one instance a layer.
 */
export class LstmKernel {
  readonly #wasm: Exports;
  #layout: Layout | null = null;
  #passes = 0;

  /** @param module compiled from `kernels/lstm.ts` */
  constructor(module: WebAssembly.Module) {
    const trap = () => {
      throw new Error('The LSTM kernel stopped');
    };
    this.#wasm = new WebAssembly.Instance(module, { env: { abort: trap } }).exports as unknown as Exports;
  }

  /** Counts the forward passes: `backward` speaks of the last one. */
  get passes(): number {
    return this.#passes;
  }

  /**
   * @param x [count, steps, inputs]
   * @returns h of every step [count, steps, units]: a view of the kernel's memory, overwritten by the next pass
   */
  forward(shape: LstmShape, x: Float32Array, weights: LstmWeights): Float32Array {
    const layout = this.#laidOut(shape);
    const { at, batch, width } = layout;
    const { count, steps, inputs, units } = shape;
    const kernelAt = at.weights + 16 * units * units;
    this.#view(at.weights, weights.recurrent.length).set(weights.recurrent);
    this.#view(kernelAt, weights.kernel.length).set(weights.kernel);
    this.#view(at.bias, weights.bias.length).set(weights.bias);
    this.#view(at.scratch, x.length).set(x);
    this.#wasm.pack(at.weights, width, 4 * units, at.panels);
    this.#wasm.scatterInputs(at.scratch, at.rows, count, batch, steps, inputs, units, width);
    const { rows, panels, bias, gates, cells, bent } = at;
    this.#wasm.forward(rows, panels, bias, gates, cells, bent, batch, steps, units, width);
    this.#passes++;
    return this.#gathered(rows + 4 * batch * width, units, 0);
  }

  /**
   * Gradients of the last forward pass, which it spoils.
   * @param slope gradient of every h, [count, steps, units]
   * @returns views of the kernel's memory, overwritten by the next pass
   */
  backward(slope: Float32Array): LstmGradients {
    if (this.#layout === null) throw new Error('A backward pass follows a forward one');
    const { at, batch, width, shape } = this.#layout;
    const { count, steps, inputs, units } = shape;
    const gates = 4 * units;
    this.#wasm.packTransposed(at.weights, width, gates, at.transposed);
    this.#view(at.scratch, slope.length).set(slope);
    this.#wasm.scatterInputs(at.scratch, at.slope, count, batch, steps, units, 0, units);
    this.#view(at.slopes + 4 * steps * batch * width, batch * width).fill(0);
    this.#view(at.weightSlope, width * gates).fill(0);
    this.#view(at.biasSlope, gates).fill(0);
    this.#view(at.cellSlope, batch * units).fill(0);
    this.#wasm.backward(
      ...[at.rows, at.transposed, at.gates, at.cells],
      ...[at.bent, at.slope, at.slopes, at.weightSlope, at.biasSlope, at.cellSlope],
      ...[batch, steps, units, width],
    );
    return {
      input: this.#gathered(at.slopes, inputs, units),
      recurrent: this.#view(at.weightSlope, units * gates),
      kernel: this.#view(at.weightSlope + 4 * units * gates, inputs * gates),
      bias: this.#view(at.biasSlope, gates),
    };
  }

  /** `size` numbers from `offset` of every row, as [count, steps, size]. */
  #gathered(from: number, size: number, offset: number): Float32Array {
    const { at, batch, width, shape } = this.#layout as Layout;
    const { count, steps } = shape;
    this.#wasm.gather(from, at.scratch, count, batch, steps, size, offset, width);
    return this.#view(at.scratch, count * steps * size);
  }

  #view(at: number, length: number): Float32Array {
    return new Float32Array(this.#wasm.memory.buffer, at, length);
  }

  /** Memory for the shape; zero wherever nothing will be written. */
  #laidOut(shape: LstmShape): Layout {
    if (this.#layout !== null && sameShape(this.#layout.shape, shape)) return this.#layout;
    const layout = layoutOf(shape, Number(this.#wasm.heapBase.value));
    const { memory } = this.#wasm;
    const missing = layout.end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    const from = layout.at.weights;
    this.#view(from, (layout.end - from) / 4).fill(0);
    this.#layout = layout;
    return layout;
  }
}

const sameShape = (a: LstmShape, b: LstmShape): boolean =>
  a.count === b.count && a.steps === b.steps && a.inputs === b.inputs && a.units === b.units;

const layoutOf = (shape: LstmShape, base: number): Layout => {
  const { count, steps, inputs, units } = shape;
  const batch = Math.ceil(count / 4) * 4;
  const width = Math.ceil((units + inputs) / 8) * 8;
  const gates = 4 * units;
  const lengths: Record<Region, number> = {
    weights: width * gates,
    panels: width * gates,
    transposed: width * gates,
    bias: gates,
    rows: (steps + 1) * batch * width,
    gates: steps * batch * gates,
    cells: (steps + 1) * batch * units,
    bent: steps * batch * units,
    slope: steps * batch * units,
    slopes: (steps + 1) * batch * width,
    weightSlope: width * gates,
    biasSlope: gates,
    cellSlope: batch * units,
    scratch: count * steps * Math.max(inputs, units),
  };
  let end = Math.ceil(base / 16) * 16;
  const at = {} as Record<Region, number>;
  for (const region of Object.keys(lengths) as Region[]) {
    at[region] = end;
    end += Math.ceil(lengths[region] / 4) * 16;
  }
  return { shape, batch, width, at, end };
};
