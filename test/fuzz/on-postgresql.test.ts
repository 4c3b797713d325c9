import { onPostgresql } from '../database.ts';
import { TEST_SERVER } from '../test-server.ts';
import { fuzzed } from './fuzzed-in-tests.ts';

onPostgresql('a plant that is fuzzed', () => fuzzed({ from: 0, cases: 1_000, postgres: TEST_SERVER }));
