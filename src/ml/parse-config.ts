import type { z } from 'zod';
import { InvalidInputError } from '../errors.ts';

/**
 * Checks a configuration and fills its defaults. The messages of the schema say what would be right.
 * @throws InvalidInputError naming the first wrong field, its value and what it must be.
 */
export const parseConfig = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue.code === 'unrecognized_keys') {
    throw new InvalidInputError(
      [...issue.path, issue.keys[0]].join('.'),
      'not a setting',
      'left out, or spelt right',
    );
  }
  const value = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    input,
  );
  throw new InvalidInputError(
    issue.path.join('.') || 'config',
    JSON.stringify(value) ?? value,
    issue.message,
  );
};
