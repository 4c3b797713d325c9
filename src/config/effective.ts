import { stringify } from 'yaml';
import { fileKeyOf } from './config-file.ts';
import type { LoadedConfig, SettingSource } from './load-config.ts';
import { SECRETS, VARIABLE_NAMES, type Variable, variables } from './variables.ts';

/** One setting as it holds; `value` is null where it is not set and has no default. */
export interface EffectiveSetting {
  readonly key: string;
  readonly variable: Variable;
  readonly value: unknown;
  readonly source: SettingSource;
}

const HIDDEN = '(set, not shown)';

/** Every setting as it holds, in the order of the help; what is secret is not shown. */
export function effectiveSettings({ config, settings, sources }: LoadedConfig): EffectiveSetting[] {
  const given = Object.fromEntries(Object.entries(settings).filter(([, text]) => text));
  const values = {
    ...variables.parse(given),
    GRAPHIQL: config.graphiql ? 'on' : 'off',
    DOCUMENTS: config.documents.arbitraryFrom === 'VIEWER' ? 'any' : 'listed',
  };
  return VARIABLE_NAMES.map((variable) => ({
    key: fileKeyOf(variable),
    variable,
    value: SECRETS.has(variable) && given[variable] ? HIDDEN : shown(values[variable]),
    source: sources[variable],
  }));
}

const shown = (value: unknown): unknown => (value === undefined || value === '' ? null : value);

const ORIGINS: Record<SettingSource, string> = {
  DEFAULT: 'default',
  FILE: 'file',
  ENVIRONMENT: 'environment',
  SECRET_FILE: 'secret file',
};

/** A file that would give the same, but for what is secret; what holds by default is commented out. */
export function effectiveYaml(loaded: LoadedConfig): string {
  const lines = effectiveSettings(loaded).map(({ key, value, source }) => {
    const line = stringify({ [key]: value }, { flow: true, collectionStyle: 'flow', lineWidth: 0 }).trim();
    const plain = line.replace(/^\{\s*/, '').replace(/\s*\}$/, '');
    const commented = source === 'DEFAULT' || value === HIDDEN ? `# ${plain}` : plain;
    return `${commented.padEnd(56)} # ${ORIGINS[source]}`;
  });
  return `# ${loaded.file ?? 'no file'}\n${lines.join('\n')}\n`;
}
