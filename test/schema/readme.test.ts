import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { buildSchema } from '../../schema/index.ts';

const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');
const schema = buildSchema();

it('the subscription of the README is JSON that a shell can send, and a document of this graph', () => {
  const body = /-d '(\{.*\})'/.exec(readme)?.[1] ?? '';
  const { query } = JSON.parse(body) as { query: string };
  expect(validate(schema, parse(query))).toEqual([]);
});

it('the operations of the README are documents of this graph', () => {
  const blocks = [...readme.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text]) => text);
  const operations = blocks.flatMap((block) => block.split(/\n\n/));
  expect(operations).toHaveLength(6);
  for (const operation of operations) expect(validate(schema, parse(operation))).toEqual([]);
});
