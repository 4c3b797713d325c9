import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

const DATE = /\d{4}-\d{2}-\d{2}/;

interface Part {
  readonly name: string;
  readonly deprecationReason?: string | null;
}

/** What is deprecated without a date (YYYY-MM-DD) from which on it may be gone, by its coordinate. */
export function undatedDeprecations(sdl: string): string[] {
  const undated: string[] = [];
  const check = (owner: string, parts: readonly Part[]) => {
    for (const { name, deprecationReason } of parts)
      if (deprecationReason != null && !DATE.test(deprecationReason)) undated.push(`${owner}${name}`);
  };
  for (const type of Object.values(buildSchema(sdl).getTypeMap())) {
    if (isEnumType(type)) check(`${type.name}.`, type.getValues());
    if (isInputObjectType(type)) check(`${type.name}.`, Object.values(type.getFields()));
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const fields = Object.values(type.getFields());
    check(`${type.name}.`, fields);
    for (const { name, args } of fields) check(`${type.name}.${name}:`, args);
  }
  return undated;
}
