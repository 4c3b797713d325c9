import { builder } from './builder.ts';

/** An enum whose values are the same inside and outside; every value says what it means. */
export const enumOf = <Value extends string>(
  name: string,
  description: string,
  meanings: Readonly<Record<Value, string>>,
) =>
  builder.enumType(name, {
    description,
    values: Object.fromEntries(
      Object.entries<string>(meanings).map(([value, meaning]) => [value, { value, description: meaning }]),
    ) as { [K in Value]: { value: K; description: string } },
  });
