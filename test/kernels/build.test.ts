import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = new URL('../..', import.meta.url);
const out = mkdtempSync(join(tmpdir(), 'kernels-'));
afterAll(() => rmSync(out, { recursive: true }));

test('a rebuild of the kernels gives the bytes that are committed', () => {
  execFileSync(process.execPath, ['scripts/kernels-build.ts', '--out', out], { cwd: root });
  const committed = {
    'lstm.wasm': 'kernels',
    'lstm-relaxed.wasm': 'kernels',
    'row-kernel-bytes.ts': 'src/ml/numbers',
  };
  for (const [name, folder] of Object.entries(committed)) {
    expect(readFileSync(join(out, name)).equals(readFileSync(new URL(`${folder}/${name}`, root)))).toBe(true);
  }
}, 120_000);
