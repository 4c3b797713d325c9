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
  for (const name of ['lstm.wasm', 'lstm-relaxed.wasm']) {
    const committed = readFileSync(new URL(`kernels/${name}`, root));
    expect(readFileSync(join(out, name)).equals(committed)).toBe(true);
  }
});
