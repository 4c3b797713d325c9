import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const graphql = fileURLToPath(new URL('./node_modules/graphql/index.js', import.meta.url));
const report = process.env.TELLTALE_TEST_REPORT;

export default defineConfig({
  // One copy of graphql: a second one breaks `instanceof GraphQLError`.
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // For `.ci/run`, which counts what ran and what was skipped.
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
