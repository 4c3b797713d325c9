import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript } from './terminal/failure.ts';

const USAGE = `Usage: npm run kernels:build [-- --out DIR]

Compiles kernels/lstm.ts twice: kernels/lstm.wasm in plain SIMD, the same bits on every machine, and
kernels/lstm-relaxed.wasm with fused multiply-add. Equal source and compiler give equal bytes.

  --out DIR   writes there instead
  --help      this text`;

const KERNELS = resolve(import.meta.dirname, '../kernels');
const COMPILER = resolve(import.meta.dirname, '../node_modules/assemblyscript/bin/asc.js');

const BUILDS = [
  ['lstm.wasm', 'simd'],
  ['lstm-relaxed.wasm', 'simd,relaxed-simd'],
] as const;

function compile(out: string, features: string): void {
  const options = ['--runtime', 'stub', '--noAssert', '-O3', '--enable', features];
  const source = resolve(KERNELS, 'lstm.ts');
  const { status } = spawnSync(process.execPath, [COMPILER, source, '--outFile', out, ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
    cwd: KERNELS,
  });
  if (status !== 0) throw new Error(`The compiler ended with ${status}`);
}

await runScript(USAGE, async () => {
  const { values } = parseArgs({ options: { out: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  for (const [name, features] of BUILDS) compile(resolve(values.out ?? KERNELS, name), features);
  return 0;
});
