import { fuzzed } from './fuzzed-in-tests.ts';

fuzzed({ from: 10_000, cases: 10_000 });
