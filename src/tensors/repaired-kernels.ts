import type * as tf from '@tensorflow/tfjs';

type Tf = typeof tf;
type TensorInfo = tf.TensorInfo;

/** What the wasm backend has and does not publish. */
interface WasmBackend {
  typedArrayFromHeap(info: TensorInfo): Float32Array;
  makeOutput(shape: number[], dtype: string): TensorInfo;
  disposeData(dataId: object): void;
}

interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly backend: WasmBackend;
}

type Kernel = (call: KernelCall) => TensorInfo;

const repaired = new WeakSet<object>();

/**
 * Replaces kernels of the wasm backend that are slow or wrong by others made of those that are neither. Matrix products
 * with a transposed or batched side leave the fast path and every gradient has one; slices copy their whole input first;
 * tanh is scalar; sums over leading axes transpose; and a product remembers its right side by identity alone, so that
 * the same numbers in another shape give wrong results. Once is enough.
 */
export const repairKernels = (tensors: Tf): void => {
  if (repaired.has(tensors)) return;
  repaired.add(tensors);
  const stock = (name: string): Kernel => {
    const config = tensors.getKernel(name, 'wasm');
    if (config === undefined) throw new Error(`The wasm backend has no kernel ${name}`);
    return config.kernelFunc as unknown as Kernel;
  };
  const replace = (kernelName: string, kernel: Kernel) => {
    const { setupFunc, disposeFunc } = tensors.getKernel(kernelName, 'wasm') ?? {};
    tensors.unregisterKernel(kernelName, 'wasm');
    const kernelFunc = kernel as unknown as tf.KernelFunc;
    tensors.registerKernel({ kernelName, backendName: 'wasm', kernelFunc, setupFunc, disposeFunc });
  };
  const product = freshRightSide(stock('BatchMatMul'));
  const fused = freshRightSide(stock('_FusedMatMul'));
  const transpose = stock('Transpose');
  replace('Slice', sliceWith(tensors, stock('Slice')));
  replace('Tanh', tanhWith(stock('Sigmoid')));
  replace('Sum', sumWith(tensors, stock('Sum')));
  replace('BatchMatMul', productWith(tensors, product, transpose));
  replace('_FusedMatMul', fused);
};

/** The shape under which a right side was first multiplied. */
const firstShapes = new WeakMap<object, string>();

/** A right side that comes again in another shape is copied, so that nothing is remembered of the copy. */
const freshRightSide =
  (product: Kernel): Kernel =>
  (call) => {
    const { b } = call.inputs;
    const shape = b.shape.join();
    const first = firstShapes.get(b.dataId);
    if (first === undefined) firstShapes.set(b.dataId, shape);
    if (first === undefined || first === shape) return product(call);
    const copy = call.backend.makeOutput([...b.shape], b.dtype);
    call.backend.typedArrayFromHeap(copy).set(call.backend.typedArrayFromHeap(b));
    const result = product({ ...call, inputs: { ...call.inputs, b: copy } });
    call.backend.disposeData(copy.dataId);
    return result;
  };

/** Transposes first, and multiplies the matrices of a batch one by one. */
const productWith =
  (tensors: Tf, product: Kernel, transpose: Kernel): Kernel =>
  (call) => {
    const { backend, attrs } = call;
    const upright = (x: TensorInfo, turn: unknown): TensorInfo => {
      const rank = x.shape.length;
      const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
      return turn === true ? transpose({ inputs: { x }, attrs: { perm }, backend }) : x;
    };
    const a = upright(call.inputs.a, attrs?.transposeA);
    const b = upright(call.inputs.b, attrs?.transposeB);
    const made = [a, b].filter((info) => info !== call.inputs.a && info !== call.inputs.b);
    const plain = { transposeA: false, transposeB: false };
    const batches = tensors.util.sizeFromShape(b.shape.slice(0, -2));
    const isSame = a.shape.slice(0, -2).join() === b.shape.slice(0, -2).join();
    const result =
      batches > 1 && isSame
        ? oneByOne(product, backend, a, b, batches)
        : product({ inputs: { a, b }, attrs: plain, backend });
    for (const { dataId } of made) backend.disposeData(dataId);
    return result;
  };

const oneByOne = (
  product: Kernel,
  backend: WasmBackend,
  a: TensorInfo,
  b: TensorInfo,
  batches: number,
): TensorInfo => {
  const [rows, inner] = a.shape.slice(-2);
  const columns = b.shape[b.shape.length - 1];
  const out = backend.makeOutput([...a.shape.slice(0, -1), columns], a.dtype);
  const left = backend.makeOutput([1, rows, inner], a.dtype);
  for (let k = 0; k < batches; k++) {
    const right = backend.makeOutput([1, inner, columns], b.dtype);
    copyPart(backend, a, k * rows * inner, left);
    copyPart(backend, b, k * inner * columns, right);
    const attrs = { transposeA: false, transposeB: false };
    const one = product({ inputs: { a: left, b: right }, attrs, backend });
    backend.typedArrayFromHeap(out).set(backend.typedArrayFromHeap(one), k * rows * columns);
    for (const { dataId } of [right, one]) backend.disposeData(dataId);
  }
  backend.disposeData(left.dataId);
  return out;
};

const copyPart = (backend: WasmBackend, from: TensorInfo, offset: number, to: TensorInfo): void => {
  const target = backend.typedArrayFromHeap(to);
  target.set(backend.typedArrayFromHeap(from).subarray(offset, offset + target.length));
};

/** Copies the rows of a slice straight from the heap. */
const sliceWith =
  (tensors: Tf, stock: Kernel): Kernel =>
  (call) => {
    const { x } = call.inputs;
    if (x.dtype !== 'float32' || x.shape.length === 0) return stock(call);
    const { begin: from, size: extent } = call.attrs as { begin: number | number[]; size: number | number[] };
    const [begin, size] = tensors.slice_util.parseSliceParams(x, from, extent);
    tensors.slice_util.assertParamsValid(x, begin, size);
    const out = call.backend.makeOutput(size, x.dtype);
    const target = call.backend.typedArrayFromHeap(out);
    const source = call.backend.typedArrayFromHeap(x);
    const strides = [...tensors.util.computeStrides(x.shape), 1];
    const row = size[size.length - 1];
    const index = begin.slice();
    for (let at = 0; at < target.length; at += row) {
      const offset = index.reduce((sum, k, axis) => sum + k * strides[axis], 0);
      target.set(source.subarray(offset, offset + row), at);
      for (let axis = size.length - 2; axis >= 0; axis--) {
        if (++index[axis] < begin[axis] + size[axis]) break;
        index[axis] = begin[axis];
      }
    }
    return out;
  };

/** Below this 1 − 2·sigmoid has lost its digits. */
const SMALL = 0.1;

/** tanh |x| = 1 − 2·sigmoid(−2|x|), which is exact where it saturates; near zero its series to the seventh power. */
const tanhWith =
  (sigmoid: Kernel): Kernel =>
  ({ inputs: { x }, backend }) => {
    const doubled = backend.makeOutput([...x.shape], x.dtype);
    const source = backend.typedArrayFromHeap(x);
    const twice = backend.typedArrayFromHeap(doubled);
    for (let i = 0; i < twice.length; i++) twice[i] = -2 * Math.abs(source[i]);
    const out = sigmoid({ inputs: { x: doubled }, backend });
    const result = backend.typedArrayFromHeap(out);
    const input = backend.typedArrayFromHeap(x);
    for (let i = 0; i < result.length; i++) result[i] = bent(input[i], result[i]);
    backend.disposeData(doubled.dataId);
    return out;
  };

const bent = (x: number, below: number): number => {
  const square = x * x;
  if (square < SMALL * SMALL) return x * (1 - square * (1 / 3 - square * (2 / 15 - (square * 17) / 315)));
  return x < 0 ? 2 * below - 1 : 1 - 2 * below;
};

/** Sums over the first axes go row by row. */
const sumWith =
  (tensors: Tf, stock: Kernel): Kernel =>
  (call) => {
    const { x } = call.inputs;
    const { axis, keepDims } = (call.attrs ?? {}) as { axis?: number | number[]; keepDims?: boolean };
    const axes = tensors.util.parseAxisParam(axis as number[], [...x.shape]);
    const isLeading = axes.length < x.shape.length && axes.toSorted((a, b) => a - b).every((a, k) => a === k);
    if (x.dtype !== 'float32' || axes.length === 0 || !isLeading || keepDims === true) return stock(call);
    const out = call.backend.makeOutput(x.shape.slice(axes.length), x.dtype);
    const target = call.backend.typedArrayFromHeap(out);
    const source = call.backend.typedArrayFromHeap(x);
    const sums = new Float64Array(target.length);
    for (let at = 0; at < source.length; at += sums.length) {
      for (let k = 0; k < sums.length; k++) sums[k] += source[at + k];
    }
    target.set(sums);
    return out;
  };
