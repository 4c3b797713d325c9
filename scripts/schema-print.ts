import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema } from '../schema/index.ts';

const path = resolve(import.meta.dirname, '../schema/schema.graphql');
const [verb, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (verb !== undefined && verb !== '--check')) {
  console.error(
    'Usage: npm run schema:print [-- --check]\nPrints the graph to schema/schema.graphql, or checks that it is there as it is.',
  );
  process.exit(2);
}

const printed = `${printSchema(lexicographicSortSchema(buildSchema()))}\n`;
const stored = existsSync(path) ? readFileSync(path, 'utf8') : '';
if (verb !== '--check') {
  writeFileSync(path, printed);
  console.log(printed === stored ? 'schema/schema.graphql is as it was' : 'schema/schema.graphql is written');
} else if (printed !== stored) {
  const lines = stored.split('\n');
  const line = printed.split('\n').findIndex((text, index) => text !== lines[index]);
  console.error(
    `schema/schema.graphql differs from the schema from line ${line + 1} on. Run npm run schema:print.`,
  );
  process.exit(1);
}
