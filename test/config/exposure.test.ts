import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { parseConfig } from '../../src/config.ts';

const AUTH_TOKENS = 'admin:ann:7d0c2b5f9a1e4c8896b3f0d2a5c7e9134f6a8b0c';

function problemsOf(env: Record<string, string>): string {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n');
    throw error;
  }
  return '';
}

describe.each([
  ['an address that others can reach', { HOST: '0.0.0.0' }],
  ['names by which others come through a proxy', { ALLOWED_HOSTS: 'telltale.example.org' }],
  ['NODE_ENV=production', { NODE_ENV: 'production' }],
])('a start with %s', (_, exposed) => {
  it('is refused without tokens, and says what to set', () => {
    expect(problemsOf(exposed)).toMatch(/AUTH_TOKENS is not set; set AUTH_TOKENS=role:name:token/);
  });

  it('is refused with GraphiQL on, and has it off when nothing is said', () => {
    expect(problemsOf({ ...exposed, AUTH_TOKENS, GRAPHIQL: 'on' })).toMatch(/set GRAPHIQL=off/);
    expect(parseConfig({ ...exposed, AUTH_TOKENS }).graphiql).toBe(false);
  });

  it('is refused with arbitrary documents, and lists them when nothing is said', () => {
    expect(problemsOf({ ...exposed, AUTH_TOKENS, DOCUMENTS: 'any' })).toMatch(/set DOCUMENTS=listed/);
    expect(parseConfig({ ...exposed, AUTH_TOKENS }).documents).toEqual({
      arbitraryFrom: 'ADMIN',
      manifests: [],
    });
  });

  it('is refused with a well-known password of the database, which is not shown', () => {
    const problems = problemsOf({ ...exposed, AUTH_TOKENS, DATABASE_URL: 'postgresql://ann:ChangeMe@db/x' });
    expect(problems).toMatch(/password in DATABASE_URL is a well-known one/);
    expect(problems).not.toMatch(/changeme/i);
  });
});

describe('a token that anyone could guess', () => {
  it.each(['change-me-change-me-change-me-change-me', 'x'.repeat(64), 'my-secret-token-my-secret-token-1'])(
    'is refused: %s',
    (token) => {
      expect(problemsOf({ AUTH_TOKENS: `admin:ann:${token}` })).toMatch(/the token can be guessed/);
    },
  );
});

describe('other tokens than configured ones', () => {
  it('are asked for as those are', () => {
    const issuer = {
      JWT_JWKS_URL: 'https://issuer.example.org/keys',
      JWT_ISSUER: 'https://issuer.example.org/',
      JWT_AUDIENCE: 'telltale',
    };
    expect(parseConfig({ HOST: '0.0.0.0', ...issuer })).toMatchObject({ authRequired: true });
    expect(parseConfig({ HOST: '0.0.0.0', AUTH_REQUIRED: 'on' })).toMatchObject({ authRequired: true });
    expect(parseConfig({}).authRequired).toBe(false);
    expect(problemsOf({ JWT_ISSUER: issuer.JWT_ISSUER })).toMatch(
      /JWT_JWKS_URL is not; set.*JWT_AUDIENCE is not; set/s,
    );
    expect(problemsOf({ ...issuer, JWT_JWKS_URL: 'http://issuer.example.org/keys' })).toMatch(/is not https/);
    expect(problemsOf({ ...issuer, JWT_ALGORITHMS: 'HS256' })).toMatch(/JWT_ALGORITHMS is "HS256"/);
  });
});
