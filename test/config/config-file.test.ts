import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { parseConfigFile } from '../../src/config/config-file.ts';
import { effectiveSettings, effectiveYaml } from '../../src/config/effective.ts';
import { loadConfig } from '../../src/config/load-config.ts';

const TOKEN = '7d0c2b5f9a1e4c8896b3f0d2a5c7e9134f6a8b0c';

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const inYaml = (text: string) => parseConfigFile(text, 'telltale.yaml');

function written(name: string, text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'telltale-config-')), name);
  writeFileSync(path, text);
  return path;
}

describe('the configuration file', () => {
  it('gives every setting by its variable in camelCase, with numbers, booleans and lists', () => {
    const text =
      'port: 4100\ngraphiql: false\nallowedHosts: [a.example, b.example]\nlogLevel: warn\nredisUrl:\n';
    expect(inYaml(text)).toEqual({
      PORT: '4100',
      GRAPHIQL: 'off',
      ALLOWED_HOSTS: 'a.example,b.example',
      LOG_LEVEL: 'warn',
      REDIS_URL: '',
    });
    expect(inYaml('')).toEqual({});
  });

  it.each([
    ['maxQueryDepht: 3', 'maxQueryDepht is no setting; maxQueryDepth is the nearest name'],
    ['MAX_QUERY_DEPTH: 3', 'MAX_QUERY_DEPTH is no setting; maxQueryDepth is the nearest name'],
    ['max-query-depth: 3', 'max-query-depth is no setting; maxQueryDepth is the nearest name'],
    ['telepathyEnabled: true', 'telepathyEnabled is no setting; npm start -- --help has all.'],
    ['port: { number: 4000 }', 'port must be one value or a list of values'],
    ['allowedHosts: [[a]]', 'allowedHosts must be one value or a list of values'],
    ['- port', 'must be a mapping of settings'],
    ['port: 1\nport: 2', 'Map keys must be unique'],
    ['port: [1', 'telltale.yaml: '],
    ['__proto__: 3', '__proto__ is no setting'],
  ])('refuses %j', (text, problem) => {
    expect(problemsOf(() => inYaml(text)).join('\n')).toContain(problem);
  });

  it('names every unknown setting at once', () => {
    expect(problemsOf(() => inYaml('a: 1\nb: 2\nport: 4000'))).toHaveLength(2);
  });

  it('does not expand aliases without end', () => {
    const bomb = 'a: &a [x, x]\nb: &b [*a, *a]\nport: [*b, *b]\n';
    expect(() => inYaml(bomb)).toThrow();
  });
});

describe('the configuration as it is loaded', () => {
  it('lets the environment win over the file and says where each setting comes from', () => {
    const TELLTALE_CONFIG = written('plant.yaml', 'port: 4100\nlogLevel: warn\n');
    const loaded = loadConfig({ TELLTALE_CONFIG, PORT: '4200' });
    expect(loaded.config).toMatchObject({ port: 4200, logLevel: 'warn', host: '127.0.0.1' });
    expect(loaded.sources).toMatchObject({ PORT: 'ENVIRONMENT', LOG_LEVEL: 'FILE', HOST: 'DEFAULT' });
  });

  it('reads a secret from the file that its variable names, and refuses both at once', () => {
    const AUTH_TOKENS_FILE = written('tokens', `admin:ann:${TOKEN}\n`);
    expect(loadConfig({ AUTH_TOKENS_FILE }).config.tokens).toMatchObject([{ name: 'ann', role: 'ADMIN' }]);
    expect(problemsOf(() => loadConfig({ AUTH_TOKENS_FILE, AUTH_TOKENS: `admin:a:${TOKEN}` }))).toEqual([
      'AUTH_TOKENS and AUTH_TOKENS_FILE are both set; set one of them.',
    ]);
  });

  it('refuses a file that cannot be read, by name', () => {
    expect(problemsOf(() => loadConfig({ TELLTALE_CONFIG: 'no-such.yaml' }))).toEqual([
      'TELLTALE_CONFIG names no-such.yaml, which cannot be read (ENOENT).',
    ]);
  });

  it('is printed as a file that gives the same again, without secrets', () => {
    const env = { AUTH_TOKENS: `admin:ann:${TOKEN}`, ALLOWED_HOSTS: 'a.example,b.example', PORT: '4100' };
    const loaded = loadConfig({ ...env, DATABASE_URL: 'postgresql://ann:hunter2hunter2@db/telltale' });
    const yaml = effectiveYaml(loaded);
    expect(yaml).toContain('# jwtAlgorithms: [ RS256, ES256, EdDSA ]');
    expect(yaml).not.toMatch(/hunter2|7d0c2b/);
    const again = loadConfig({ TELLTALE_CONFIG: written('again.yaml', yaml), AUTH_TOKENS: env.AUTH_TOKENS });
    expect(again.config).toMatchObject({ port: 4100, allowedHosts: ['a.example', 'b.example'] });
    expect(JSON.stringify(effectiveSettings(loaded))).not.toMatch(/hunter2|7d0c2b/);
    expect(effectiveSettings(loaded)).toContainEqual({
      key: 'port',
      variable: 'PORT',
      value: 4100,
      source: 'ENVIRONMENT',
    });
  });
});
