import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript } from './terminal/failure.ts';

const USAGE = `Usage: npm run kernels:build [-- --out DIR]

Compiles kernels/lstm.ts twice: kernels/lstm.wasm in plain SIMD, the same bits on every machine, and
kernels/lstm-relaxed.wasm with fused multiply-add; and kernels/rows.ts into src/ml/numbers/row-kernel-bytes.ts, because
mathematics read no files. Equal source and compiler give equal bytes.

  --out DIR   writes all of them there instead
  --help      this text`;

const KERNELS = resolve(import.meta.dirname, '../kernels');
const COMPILER = resolve(import.meta.dirname, '../node_modules/assemblyscript/bin/asc.js');

const BUILDS = [
  ['lstm.wasm', 'simd'],
  ['lstm-relaxed.wasm', 'simd,relaxed-simd'],
] as const;
const NUMBERS = resolve(import.meta.dirname, '../src/ml/numbers');
/** Of 64 KB: what the kernel of row products has room for. */
const ROW_PAGES = '24';

function compile(source: string, out: string, features: string, more: readonly string[] = []): void {
  const options = ['--runtime', 'stub', '--noAssert', '-O3', '--enable', features, ...more];
  const { status } = spawnSync(process.execPath, [COMPILER, source, '--outFile', out, ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
    cwd: KERNELS,
  });
  if (status !== 0) throw new Error(`The compiler ended with ${status}`);
}

/** The bytes as a module of TypeScript. */
function embedRows(folder: string): void {
  const binary = resolve(folder, 'rows.wasm');
  compile(resolve(KERNELS, 'rows.ts'), binary, 'simd', ['--initialMemory', ROW_PAGES]);
  const text = readFileSync(binary).toString('base64');
  rmSync(binary);
  const doc = '/** `kernels/rows.ts`, compiled by `npm run kernels:build`, in base64. */';
  writeFileSync(resolve(folder, 'row-kernel-bytes.ts'), `${doc}\nexport const ROW_KERNEL =\n  '${text}';\n`);
}

await runScript(USAGE, async () => {
  const { values } = parseArgs({ options: { out: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const lstm = resolve(KERNELS, 'lstm.ts');
  for (const [name, features] of BUILDS) compile(lstm, resolve(values.out ?? KERNELS, name), features);
  embedRows(values.out ?? NUMBERS);
  return 0;
});
