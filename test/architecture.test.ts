import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureProblems } from './architecture-rules.ts';

const root = resolve(import.meta.dirname, '..');
const ROOTS = ['src', 'schema', 'scripts', 'seeds', 'bench', 'test'];

function repository() {
  const folders = ROOTS.filter((folder) => existsSync(resolve(root, folder)));
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)(node_modules|generated)\//.test(path))
    .map((path) => ({ path, text: readFileSync(resolve(root, path), 'utf8') }));
}

const one = (path: string, text: string) => architectureProblems([{ path, text }]);
const resolver = (lines: number) =>
  `t.field({\n  resolve: async (root, args) => {\n${'    f(args, "}");\n'.repeat(lines)}  },\n});\n`;

describe('the architecture', () => {
  it('holds in every file of the repository', () => {
    const files = repository();
    expect(files.length).toBeGreaterThan(50);
    expect(architectureProblems(files)).toEqual([]);
  });
});

describe('a planted violation is found:', () => {
  it.each([
    ['an import from a higher rank', 'src/ml/a.ts', `import { x } from '../db/database.ts';`],
    [
      'a type import over several lines',
      'src/db/a.ts',
      `import type {\n  A,\n  B,\n} from '../live/line.ts';`,
    ],
    [
      'an import that meets a room of the same rank',
      'src/jobs/a.ts',
      `import { x } from '../registry/registry.ts';`,
    ],
    ['an import for its effect', 'src/db/a.ts', `import '../equipment/sensor.ts';`],
    ['a dynamic import', 'src/db/a.ts', `const m = await import('../live/line.ts');`],
    ['a worker file', 'src/jobs/a.ts', `new Worker(new URL('../training/worker.ts', import.meta.url));`],
    [
      'a re-export from a higher rank',
      'src/db/a.ts',
      `export { x } from '../live/line.ts'; export const y = 1;`,
    ],
    ['the domain that knows the server', 'src/live/a.ts', `import { x } from '../server/server.ts';`],
    ['the graph that knows the server', 'schema/a.ts', `import { x } from '../src/server/server.ts';`],
    ['a room without a rank', 'src/gadgets/a.ts', ''],
    ['an import of a room without a rank', 'src/live/a.ts', `import { x } from '../gadgets/a.ts';`],
    ['Node in the mathematics', 'src/ml/a.ts', `import { readFileSync } from 'node:fs';`],
    ['the clock in the mathematics', 'src/ml/a.ts', 'const t = Date.now();'],
    ['another clock in the mathematics', 'src/ml/a.ts', 'const t = new Date();'],
    ['unseeded randomness in the mathematics', 'src/ml/a.ts', 'const r = Math.random();'],
    ['a log in the mathematics', 'src/ml/a.ts', 'console.log(1);'],
    ['a file above 300 lines', 'src/live/a.ts', 'x();\n'.repeat(301)],
    ['a test above 300 lines', 'test/live/a.test.ts', 'x();\n'.repeat(301)],
    ['a long resolver', 'schema/a.ts', resolver(6)],
    ['a long resolver as a method', 'schema/a.ts', `({ resolve(a) {\n${'f();\n'.repeat(6)}} })`],
    [
      'a long resolver as an expression',
      'schema/a.ts',
      `({ resolve: () =>\n  f\n${'.g()\n'.repeat(6)}, x: 1 })`,
    ],
    ['a long subscription', 'schema/a.ts', resolver(6).replace('resolve', 'subscribe')],
    [
      'an EntityManager in the graph',
      'schema/a.ts',
      `import type {\n  EntityManager,\n} from '../src/db/database.ts';`,
    ],
    [
      'a barrel',
      'src/live/index.ts',
      `import { z } from './z.ts';\nexport { x } from './x.ts';\nexport type { Y } from './y.ts';`,
    ],
    ['a barrel with a star', 'src/live/index.ts', `export * from './x.ts';`],
    ['a file without a meaning', 'src/live/utils.ts', 'export const x = 1;'],
    ['a folder without a meaning', 'src/live/helpers/x.ts', 'export const x = 1;'],
    ['a name that ends without a meaning', 'src/jobs/job-manager.ts', 'export const x = 1;'],
  ])('%s', (_what, path, text) => {
    expect(one(path, text)).toHaveLength(1);
    expect(one(path, text)[0]).toMatch(new RegExp(`^${path} `));
  });
});

describe('what is allowed is not taken for a violation:', () => {
  it.each([
    [
      'the own room and lower ranks',
      'src/live/a.ts',
      `import { x } from './b.ts';\nimport '../ml/c.ts';\nimport 'pino';`,
    ],
    [
      'a comment about what is forbidden',
      'src/ml/a.ts',
      `// never Date.now()\n/* import '../db/a.ts' */\nconst s = 'console.log';`,
    ],
    ['a given date in the mathematics', 'src/ml/a.ts', 'const day = new Date(timeMs);'],
    ['a file of 300 lines', 'src/live/a.ts', 'x();\n'.repeat(300)],
    ['a resolver of five lines', 'schema/a.ts', resolver(5)],
    [
      'a file that passes on one thing beside its own',
      'src/live/a.ts',
      `export { x } from './x.ts';\nexport const y = 1;`,
    ],
    ['a word that only contains an empty one', 'src/live/uncommon.ts', ''],
    [
      'a server room file that imports another of its rank',
      'scripts/a.ts',
      `import { x } from '../src/server/server.ts';`,
    ],
  ])('%s', (_what, path, text) => {
    expect(one(path, text)).toEqual([]);
  });
});
