import { closest, distance } from 'fastest-levenshtein';
import { LineCounter, parseDocument } from 'yaml';
import { ConfigError } from './config-error.ts';
import { VARIABLE_NAMES, type Variable } from './variables.ts';

/** A setting in the file: its variable in camelCase, `MAX_QUERY_COST` as `maxQueryCost`. */
export const fileKeyOf = (variable: Variable): string =>
  variable.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const VARIABLES = new Map(VARIABLE_NAMES.map((variable) => [fileKeyOf(variable), variable]));
/** A farther name is another word, not a slip of the keyboard. */
const NEAR = 4;

/**
 * The settings of a YAML text as the environment would give them: a mapping of names to texts, numbers, booleans (on
 * and off) or lists of them.
 * @param file its name, for refusals
 * @throws ConfigError with every unknown or misshapen setting, at once, each with its line
 */
export function parseConfigFile(text: string, file: string): Partial<Record<Variable, string>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new ConfigError(document.errors.map(({ message }) => `${file}: ${message.split('\n')[0]}`));
  }
  const content: unknown = document.toJS({ maxAliasCount: 0 });
  if (content == null) return {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new ConfigError([`${file} must be a mapping of settings, such as "port: 4000".`]);
  }
  const problems: string[] = [];
  const settings: Partial<Record<Variable, string>> = {};
  for (const [key, value] of Object.entries(content)) {
    const variable = VARIABLES.get(key);
    const given = textOf(value);
    if (variable === undefined) problems.push(`${file}: ${key} is no setting${nearest(key)}.`);
    else if (given === undefined) problems.push(`${file}: ${key} must be one value or a list of values.`);
    else settings[variable] = given;
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return settings;
}

/** Undefined for what is no setting's shape; an empty one counts as not set. */
function textOf(value: unknown): string | undefined {
  if (value == null) return '';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return undefined;
  const parts = value.map((part) => (Array.isArray(part) ? undefined : textOf(part)));
  return parts.every((part) => part !== undefined) ? parts.join(',') : undefined;
}

function nearest(key: string): string {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '');
  const names = [...VARIABLES.keys()];
  const same = names.find((name) => plain(name) === plain(key));
  const near = same ?? closest(key, names);
  return same !== undefined || distance(key, near) <= NEAR
    ? `; ${near} is the nearest name`
    : '; npm start -- --help has all';
}
