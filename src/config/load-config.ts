import { existsSync, readFileSync } from 'node:fs';
import { type Config, parseConfig, type Settings } from '../config.ts';
import { ConfigError } from './config-error.ts';
import { parseConfigFile } from './config-file.ts';
import { SECRETS, VARIABLE_NAMES, type Variable } from './variables.ts';

/** Looked for where the server is started, unless TELLTALE_CONFIG names another. */
const USUAL_FILE = 'telltale.yaml';

/** Where a setting came from; a secret may lie in a file that its `…_FILE` variable names. */
export type SettingSource = 'DEFAULT' | 'FILE' | 'ENVIRONMENT' | 'SECRET_FILE';

export interface LoadedConfig {
  readonly config: Config;
  /** What was given, as text. */
  readonly settings: Settings;
  readonly sources: Readonly<Record<Variable, SettingSource>>;
  /** The file that was read, if any. */
  readonly file: string | null;
}

/**
 * The settings of the file, and over them those of the environment.
 * @throws ConfigError with everything that is wrong, at once
 */
export function loadConfig(env: Settings): LoadedConfig {
  const file = env.TELLTALE_CONFIG || (existsSync(USUAL_FILE) ? USUAL_FILE : null);
  const inFile = file === null ? {} : parseConfigFile(readText(file, 'TELLTALE_CONFIG'), file);
  const secret: Settings = secretsOf(env);
  const settings: Record<string, string | undefined> = { NODE_ENV: env.NODE_ENV };
  const sources = {} as Record<Variable, SettingSource>;
  for (const variable of VARIABLE_NAMES) {
    const [text, source] = firstGiven([
      [env[variable], 'ENVIRONMENT'],
      [secret[variable], 'SECRET_FILE'],
      [inFile[variable], 'FILE'],
    ]);
    settings[variable] = text;
    sources[variable] = source;
  }
  return { config: parseConfig(settings), settings, sources, file };
}

function firstGiven(
  candidates: readonly (readonly [string | undefined, SettingSource])[],
): readonly [string | undefined, SettingSource] {
  return candidates.find(([text]) => text !== undefined && text !== '') ?? [undefined, 'DEFAULT'];
}

/** Secrets from the files that `AUTH_TOKENS_FILE` and its like name, as orchestrators mount them. */
function secretsOf(env: Settings): Settings {
  const named = [...SECRETS].flatMap((variable) => {
    const path = env[`${variable}_FILE`];
    if (!path) return [];
    if (env[variable]) {
      throw new ConfigError([`${variable} and ${variable}_FILE are both set; set one of them.`]);
    }
    return [[variable, readText(path, `${variable}_FILE`).trim()]];
  });
  return Object.fromEntries(named);
}

function readText(path: string, variable: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError([`${variable} names ${path}, which cannot be read (${code}).`]);
  }
}
