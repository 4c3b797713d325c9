import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const graphql = fileURLToPath(new URL('./node_modules/graphql/index.js', import.meta.url));
const report = process.env.TELLTALE_TEST_REPORT;

export default defineConfig({
  // One copy of graphql: a second one breaks `instanceof GraphQLError`.
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/databases-of-run.ts'],
    // A file finds loaded what the files before it have loaded: to load the server costs more than most tests of it.
    isolate: false,
    // Tests that start servers and threads compile the same files again and again.
    env: {
      NODE_COMPILE_CACHE: fileURLToPath(new URL('./node_modules/.cache/node-compile', import.meta.url)),
    },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // For `.ci/run`, which counts what ran and what was skipped.
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
