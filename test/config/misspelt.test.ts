import { expect, it } from 'vitest';
import { misspeltVariables } from '../../src/config/misspelt.ts';

it.each([
  ['AUTH_REQUIRE', 'AUTH_REQUIRED'],
  ['MAX_QUERY_COSTS', 'MAX_QUERY_COST'],
  ['DATABSE_URL', 'DATABASE_URL'],
  ['database_url', 'DATABASE_URL'],
])('%s in the environment is told of, with %s as what may be meant', (given, meant) => {
  const [told, ...more] = misspeltVariables(['PATH', given]);
  expect(told).toMatch(new RegExp(`^${given} in .*; ${meant} is the nearest one$`));
  expect(more).toEqual([]);
});

it('what others have in the environment is not', () => {
  const names = ['HOSTNAME', 'PORTS', 'NODE_ENV', 'TELLTALE_CONFIG', 'AUTH_TOKENS_FILE', 'SHELL', 'PGHOST'];
  expect(misspeltVariables(names)).toEqual([]);
  expect(misspeltVariables(['METRICS_PORT', 'METRICS_PORTS'])).toEqual([]);
});
