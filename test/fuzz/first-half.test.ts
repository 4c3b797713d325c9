import { fuzzed } from './fuzzed-in-tests.ts';

// In two files, so that two workers share them.
fuzzed({ from: 0, cases: 10_000 });
