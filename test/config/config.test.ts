import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { isLoopback } from '../../src/config/exposure.ts';
import { parseConfig } from '../../src/config.ts';

const TOKEN = 'a-token-with-more-than-thirty-two-characters';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('is complete without any variable, and listens on loopback', () => {
    expect(parseConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      databaseUrl: 'sqlite:data/telltale.db',
      tokens: [],
      graphiql: true,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(parseConfig({ PORT: '', HOST: '', AUTH_TOKENS: '' })).toEqual(parseConfig({}));
  });

  it('names every wrong variable at once, with its value and what would be right', () => {
    const problems = problemsOf({
      PORT: '70000',
      HEARTBEAT_MS: 'soon',
      GRAPHIQL: 'yes',
      TRAINING_WORKERS: '1.5',
      REDIS_URL: 'localhost:6379',
    });
    expect(problems).toHaveLength(5);
    expect(problems).toContain('PORT is "70000"; it must be a whole number from 0 to 65535.');
    expect(problems).toContain('GRAPHIQL is "yes"; it must be on or off.');
  });

  it('never shows a secret', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      AUTH_TOKENS: `viewer:bob:hunter2,chief:eve:${TOKEN},${TOKEN}`,
    });
    expect(problems).toHaveLength(4);
    expect(problems.join()).not.toMatch(/hunter2|a-token/);
    expect(JSON.stringify(parseConfig({ AUTH_TOKENS: `admin:a:${TOKEN}` }))).not.toContain('a-token');
  });

  it.each(['0.0.0.0', '::', '192.168.1.4', 'telltale.example.org'])(
    'refuses %s without tokens, and says what to set',
    (HOST) => {
      expect(problemsOf({ HOST })).toEqual([
        expect.stringMatching(/AUTH_TOKENS=role:name:token.*HOST=127\.0\.0\.1/),
      ]);
      expect(problemsOf({ HOST, AUTH_TOKENS: ',' })).toContain(
        'AUTH_TOKENS is set and holds no role:name:token.',
      );
      expect(parseConfig({ HOST, AUTH_TOKENS: `admin:ann:${TOKEN}` })).toMatchObject({
        host: HOST,
        graphiql: false,
      });
    },
  );

  it('reads roles, names and tokens, and refuses a short or repeated one', () => {
    expect(parseConfig({ AUTH_TOKENS: `engineer:ann:${TOKEN}, viewer:wall:${TOKEN}2` }).tokens).toMatchObject(
      [
        { role: 'ENGINEER', name: 'ann' },
        { role: 'VIEWER', name: 'wall' },
      ],
    );
    expect(problemsOf({ AUTH_TOKENS: 'viewer:a:short' })).toEqual([
      expect.stringContaining('at least 32 characters'),
    ]);
    expect(problemsOf({ AUTH_TOKENS: `viewer:a:${TOKEN},admin:b:${TOKEN}` })).toEqual([
      expect.stringContaining('used twice'),
    ]);
  });

  it('reads lists of hosts and origins, and refuses an origin with a path', () => {
    expect(
      parseConfig({
        AUTH_TOKENS: `viewer:wall:${TOKEN}`,
        ALLOWED_HOSTS: 'a.example, B.example',
        ALLOWED_ORIGINS: 'https://c.example:8443',
      }),
    ).toMatchObject({ allowedHosts: ['a.example', 'b.example'], allowedOrigins: ['https://c.example:8443'] });
    expect(problemsOf({ ALLOWED_ORIGINS: 'https://c.example/app' })).toHaveLength(1);
  });
});

describe('the place of the artifacts', () => {
  const S3 = {
    ARTIFACTS_URL: 's3://telltale/plant-1/weights/',
    S3_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    S3_SECRET_ACCESS_KEY: 'hunter2hunter2',
  };

  it('is a folder when nothing else is said', () => {
    expect(parseConfig({})).toMatchObject({ artifactsDir: 'data/artifacts', artifactsS3: null });
  });

  it('is a bucket, at the public cloud or elsewhere', () => {
    expect(parseConfig({ ...S3, S3_REGION: 'eu-central-1' }).artifactsS3).toEqual({
      endpoint: 'https://s3.eu-central-1.amazonaws.com',
      region: 'eu-central-1',
      bucket: 'telltale',
      prefix: 'plant-1/weights/',
      accessKeyId: 'AKIAEXAMPLE',
      secretAccessKey: 'hunter2hunter2',
      sessionToken: null,
      timeoutMs: 20_000,
    });
    const own = { ...S3, ARTIFACTS_URL: 's3://telltale', S3_ENDPOINT: 'http://minio:9000' };
    expect(parseConfig(own).artifactsS3).toMatchObject({ endpoint: 'http://minio:9000', prefix: '' });
  });

  it('is refused without its key, beside a folder, and half told', () => {
    expect(problemsOf({ ARTIFACTS_URL: S3.ARTIFACTS_URL, ARTIFACTS_DIR: '/srv/weights' })).toEqual([
      'ARTIFACTS_URL is set, and S3_ACCESS_KEY_ID is not; set S3_ACCESS_KEY_ID or S3_ACCESS_KEY_ID_FILE.',
      'ARTIFACTS_URL is set, and S3_SECRET_ACCESS_KEY is not; set S3_SECRET_ACCESS_KEY or S3_SECRET_ACCESS_KEY_FILE.',
      'ARTIFACTS_URL and ARTIFACTS_DIR are both set; set one of them.',
    ]);
    expect(problemsOf({ S3_ENDPOINT: 'https://minio.example.org' })).toEqual([
      expect.stringMatching(/S3_ENDPOINT is set, and ARTIFACTS_URL is not/),
    ]);
  });

  it.each([
    [
      'ARTIFACTS_URL',
      ['s3://', 's3://B', 's3://telltale/../other', 's3://telltale//x', 's3://telltale/x?acl', 'http://x/y'],
    ],
    [
      'S3_ENDPOINT',
      ['minio:9000', 'ftp://minio', 'https://minio/path', 'https://ann:hunter2@minio', 'https://minio?x'],
    ],
    ['S3_REGION', ['eu central', '../x']],
  ])('is refused where %s is misspelt', (name, values) => {
    for (const value of values) {
      expect(problemsOf({ ...S3, [name]: value }), value).toEqual([expect.stringContaining(`${name} is `)]);
    }
  });

  it('has a secret that is never shown, and must not be a well-known one once others can come', () => {
    expect(problemsOf({ ...S3, S3_SECRET_ACCESS_KEY: 'hunter2 hunter2' }).join()).not.toContain('hunter2');
    const reached = { HOST: '0.0.0.0', AUTH_TOKENS: `admin:ann:${TOKEN}` };
    expect(problemsOf({ ...reached, ...S3, S3_SECRET_ACCESS_KEY: 'minioadmin' })).toEqual([
      expect.stringContaining('S3_SECRET_ACCESS_KEY is a well-known one'),
    ]);
  });
});

describe('loopback', () => {
  it.each(['127.0.0.1', '127.9.9.9', 'localhost', '[::1]', '::1', 'app.localhost'])('is %s', (name) => {
    expect(isLoopback(name)).toBe(true);
  });
  it.each(['0.0.0.0', '127.0.0.1.example.org', 'localhost.example.org', '::', '10.0.0.1'])(
    'is not %s',
    (name) => {
      expect(isLoopback(name)).toBe(false);
    },
  );
});
