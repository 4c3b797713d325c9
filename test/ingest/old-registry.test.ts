import { mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IngestFileError } from '../../src/ingest/ingest-file-error.ts';
import { openOldRegistry, readSensorTags } from '../../src/ingest/old-registry/old-registry.ts';
import {
  DETECTION,
  ENTRIES,
  emptyFolder,
  jsonRegistry,
  type OldEntry,
  rowOf,
  sqliteRegistry,
  writeIndexes,
  writeJson,
  writeMetadata,
  writeSqlite,
} from './old-registry-folder.ts';

const { version_id: VERSION } = DETECTION;
const FILE = `metadata/${VERSION}.json`;

const refusal = async (dir: string): Promise<string> => {
  const failure = await openOldRegistry(dir).catch((error) => error);
  expect(failure).toBeInstanceOf(IngestFileError);
  return (failure as Error).message;
};

describe.each([
  ['JSON', jsonRegistry],
  ['SQLITE', sqliteRegistry],
] as const)('a registry in the layout %s', (layout, registry) => {
  it('is read whole, with what it claims kept apart from what it is', async () => {
    const { versions, leftOut } = await openOldRegistry(await registry());
    expect(leftOut).toEqual([]);
    expect(versions.map(({ versionId }) => versionId)).toEqual(ENTRIES.map((entry) => entry.version_id));
    expect(versions[0]).toMatchObject({
      layout,
      modelId: 'SMAP-PWR-001_telemanom',
      sensorId: 'SMAP-PWR-001',
      modelType: 'telemanom',
      claimedAtMs: Date.UTC(2024, 4, 1, 12, 0, 0, 123),
      description: 'nightly',
      tags: ['smap', 'prod'],
      claims: {
        training_config: { epochs: 35 },
        performance_score: 0.93,
        data_hash: 'd41d8cd98f00b204e9800998ecf8427e',
        model_path: `data/models/${VERSION}`,
      },
    });
    expect(versions[0]).not.toHaveProperty('isActive');
  });

  it('is left as it lies', async () => {
    const dir = await registry();
    const files = async () => (await readdir(dir, { recursive: true })).sort();
    const before = await files();
    await openOldRegistry(dir);
    expect(await files()).toEqual(before);
  });
});

describe('a registry of JSON files', () => {
  it.each<[string, (dir: string) => Promise<unknown>, RegExp]>([
    [
      'a broken index',
      (dir) => writeJson(dir, 'models_index.json', '{"a": '),
      /models_index\.json: it is no JSON/,
    ],
    [
      'an index that is a list',
      (dir) => writeJson(dir, 'models_index.json', []),
      /models_index\.json: it is no object/,
    ],
    [
      'a missing index',
      (dir) => rm(join(dir, 'versions_index.json')),
      /versions_index\.json: cannot be read \(ENOENT\)/,
    ],
    [
      'a key that stands twice',
      (dir) => writeJson(dir, 'models_index.json', '{"m": {}, "m": {}}'),
      /the key "m" stands twice/,
    ],
    [
      'an index without end',
      (dir) => writeJson(dir, 'models_index.json', `{"a": ${'['.repeat(100)}${']'.repeat(100)}}`),
      /more than 64 deep/,
    ],
    [
      'an index that is too large',
      (dir) => truncate(join(dir, 'versions_index.json'), 65 * 1024 * 1024),
      /versions_index\.json: the file has 68157440 bytes/,
    ],
    [
      'an index that is a folder',
      async (dir) => {
        await rm(join(dir, 'models_index.json'));
        await mkdir(join(dir, 'models_index.json'));
      },
      /models_index\.json: this is no plain file/,
    ],
    [
      'an index that leads to itself',
      async (dir) => {
        await rm(join(dir, 'models_index.json'));
        await symlink(join(dir, 'models_index.json'), join(dir, 'models_index.json'));
      },
      /models_index\.json: cannot be read \(ELOOP\)/,
    ],
    [
      'an index that leads out of the folder',
      async (dir) => {
        await rm(join(dir, 'models_index.json'));
        await symlink('/etc/hostname', join(dir, 'models_index.json'));
      },
      /models_index\.json: the link leads out of the folder/,
    ],
  ])('is refused by name for %s', async (_, damage, why) => {
    const dir = await jsonRegistry();
    await damage(dir);
    expect(await refusal(dir)).toMatch(why);
  });

  it.each<[string, (dir: string) => Promise<unknown>, string, RegExp]>([
    ['whose file is missing', (dir) => rm(join(dir, FILE)), FILE, /ENOENT/],
    ['whose file is broken', (dir) => writeFile(join(dir, FILE), '{'), FILE, /no JSON/],
    ['whose file has a NaN', (dir) => writeFile(join(dir, FILE), '{"loss": NaN}'), FILE, /JSON has no NaN/],
    ['whose file is too large', (dir) => truncate(join(dir, FILE), 2 * 1024 * 1024), FILE, /2097152 bytes/],
    [
      'whose file leads out',
      async (dir) => {
        await rm(join(dir, FILE));
        await symlink('/etc/hostname', join(dir, FILE));
      },
      FILE,
      /leads out of the folder/,
    ],
    ['whose tags are a number', (dir) => writeMetadata(dir, DETECTION, { tags: 7 }), FILE, /tags: .*array/],
    [
      'whose time is none',
      (dir) => writeMetadata(dir, DETECTION, { created_at: 'yesterday' }),
      FILE,
      /created_at: is no time/,
    ],
    [
      'whose text would end a text',
      (dir) => writeMetadata(dir, DETECTION, { description: 'a\0b' }),
      FILE,
      /NUL/,
    ],
    [
      'that is of another model there',
      (dir) => writeMetadata(dir, DETECTION, { model_id: 'other' }),
      FILE,
      /^model_id is other here and SMAP-PWR-001_telemanom in models_index/,
    ],
    [
      'whose model would steer a terminal',
      (dir) => writeMetadata(dir, DETECTION, { model_id: 'x\u001b[2J' }),
      FILE,
      /^model_id: has a control character$/,
    ],
    [
      'with a path that leads out',
      (dir) => writeJson(dir, 'versions_index.json', { ...paths(), [VERSION]: '../../etc/passwd' }),
      'versions_index.json',
      /path leads out of the folder/,
    ],
    [
      'with a path that is a list',
      (dir) => writeJson(dir, 'versions_index.json', { ...paths(), [VERSION]: [] }),
      'versions_index.json',
      /string/,
    ],
    [
      'without a path',
      (dir) => writeJson(dir, 'versions_index.json', { ...paths(), [VERSION]: undefined }),
      'versions_index.json',
      /it is not listed/,
    ],
  ])('leaves out by name a version %s, and takes the others', async (_, damage, file, why) => {
    const dir = await jsonRegistry();
    await damage(dir);
    const { versions, leftOut } = await openOldRegistry(dir);
    expect(versions.map(({ versionId }) => versionId)).toEqual(
      ENTRIES.slice(1).map((entry) => entry.version_id),
    );
    expect(leftOut).toEqual([{ file, what: VERSION, why: expect.stringMatching(why) }]);
  });

  const paths = () => Object.fromEntries(ENTRIES.map(({ version_id }) => [version_id, `data/${version_id}`]));

  it('never makes a path of an id that is none', async () => {
    const dir = await jsonRegistry();
    const forged: OldEntry = { ...DETECTION, model_id: 'forged', version_id: '../../../etc/passwd' };
    await writeIndexes(dir, [...ENTRIES, forged]);
    const { versions, leftOut } = await openOldRegistry(dir);
    expect(versions).toHaveLength(ENTRIES.length);
    expect(leftOut).toEqual([
      {
        file: 'models_index.json',
        what: 'forged',
        why: expect.stringMatching(/version_id: is no version id/),
      },
      { file: 'versions_index.json', what: '../../../etc/passwd', why: expect.stringMatching(/no model/) },
    ]);
  });

  it('takes a version that two models list once, and one of the wrong shape not at all', async () => {
    const dir = await jsonRegistry();
    const models = JSON.parse(await readFile(join(dir, 'models_index.json'), 'utf8'));
    await writeJson(dir, 'models_index.json', {
      ...models,
      twin: models[DETECTION.model_id],
      list: [],
      'no sensor': { model_type: 'telemanom', versions: [] },
    });
    const { versions, leftOut } = await openOldRegistry(dir);
    expect(versions).toHaveLength(ENTRIES.length);
    expect(leftOut.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      expect.stringMatching(`^${VERSION}: listed before, for model ${DETECTION.model_id}$`),
      expect.stringMatching('_v20240601_120000: listed before'),
      expect.stringMatching('^list: .*object'),
      expect.stringMatching('^no sensor: sensor_id'),
    ]);
  });

  it('is refused when it lists more versions than can be taken', async () => {
    const dir = await emptyFolder();
    const many = Array.from({ length: 20_001 }, (_, i) => ({ version_id: `v${i}` }));
    await writeJson(dir, 'models_index.json', {
      m: { sensor_id: 's', model_type: 'telemanom', versions: many },
    });
    await writeJson(dir, 'versions_index.json', {});
    expect(await refusal(dir)).toMatch(/20001 versions are listed/);
  });
});

describe('a folder', () => {
  it('that holds no registry, is none, or does not exist is refused by name', async () => {
    const dir = await emptyFolder();
    expect(await refusal(dir)).toMatch(/it holds no model registry/);
    await writeFile(join(dir, 'file'), '');
    expect(await refusal(join(dir, 'file'))).toMatch(/ENOTDIR/);
    expect(await refusal(join(dir, 'nothing'))).toMatch(/ENOENT/);
  });

  it('with both layouts gives each version once', async () => {
    const dir = await jsonRegistry(ENTRIES.slice(0, 2));
    writeSqlite(
      dir,
      ENTRIES.map((entry) => rowOf(entry)),
    );
    const { versions, leftOut } = await openOldRegistry(dir);
    expect(versions.map(({ layout }) => layout)).toEqual(['JSON', 'JSON', 'SQLITE']);
    expect(leftOut).toHaveLength(2);
    expect(leftOut[0]).toEqual({ file: 'model_registry.db', what: VERSION, why: `it is taken from ${FILE}` });
  });
});

describe('tags by sensor id', () => {
  it('are read from a JSON object, and anything else is refused', async () => {
    const dir = await emptyFolder();
    await writeJson(dir, 'tags.json', { 'SMAP-PWR-001': 'P-1' });
    expect(await readSensorTags(join(dir, 'tags.json'))).toEqual(new Map([['SMAP-PWR-001', 'P-1']]));
    for (const wrong of ['[]', '{"a": 1}', '{"a": ""}', '{"a": "x", "a": "y"}', 'a: b']) {
      await writeJson(dir, 'tags.json', wrong);
      await expect(readSensorTags(join(dir, 'tags.json')), wrong).rejects.toThrow(IngestFileError);
    }
    await expect(readSensorTags(join(dir, 'nothing', 'tags.json'))).rejects.toThrow(/ENOENT/);
  });
});
