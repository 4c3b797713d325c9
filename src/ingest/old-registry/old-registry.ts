import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { IngestFileError, unreadable } from '../ingest-file-error.ts';
import { containedText } from './contained-file.ts';
import { MODELS_INDEX, readJsonRegistry } from './json-registry.ts';
import { faultIn, type OldRegistry, type OldVersion, plain } from './old-version.ts';
import { REGISTRY_DB, readSqliteRegistry } from './sqlite-registry.ts';
import { JsonFault, strictJson } from './strict-json.ts';

const JSON_PARTS = [MODELS_INDEX, 'versions_index.json', 'metadata'];
const EXPECTED = `a folder with ${JSON_PARTS.slice(0, 2).join(', ')} and metadata/, or with ${REGISTRY_DB}`;
const MOST_TAG_BYTES = 4 * 1024 * 1024;

const NOTHING: OldRegistry = { versions: [], leftOut: [] };

/**
 * Everything that can be read in a folder with a registry of the other system, in either layout or both.
 * @throws IngestFileError where there is none, or where what holds it together cannot be read
 */
export async function openOldRegistry(dir: string): Promise<OldRegistry> {
  const refuse = (error: unknown) => {
    throw unreadable(dir, error, EXPECTED);
  };
  const root = await realpath(dir).catch(refuse);
  const names = await readdir(root).catch(refuse);
  const isJson = JSON_PARTS.some((name) => names.includes(name));
  const isSqlite = names.includes(REGISTRY_DB);
  if (!isJson && !isSqlite) throw new IngestFileError(dir, undefined, 'it holds no model registry', EXPECTED);
  const json = isJson ? await readJsonRegistry(root) : NOTHING;
  const sqlite = isSqlite ? await readSqliteRegistry(root) : NOTHING;
  return joined(json, sqlite);
}

const keyOf = ({ modelId, versionId }: OldVersion): string => JSON.stringify([modelId, versionId]);

/** What stands in both is taken from the first. */
function joined(first: OldRegistry, second: OldRegistry): OldRegistry {
  const files = new Map(first.versions.map((version) => [keyOf(version), version.file]));
  const [twice, fresh] = [true, false].map((known) =>
    second.versions.filter((version) => files.has(keyOf(version)) === known),
  );
  const leftOut = twice.map((version) => ({
    file: version.file,
    what: version.versionId,
    why: `it is taken from ${files.get(keyOf(version))}`,
  }));
  return {
    versions: [...first.versions, ...fresh],
    leftOut: [...first.leftOut, ...second.leftOut, ...leftOut],
  };
}

const sensorTags = z.record(z.string(), z.string().min(1).max(200));

/**
 * Tags by the sensor ids of the other system, from a JSON file `{"SENSOR_ID": "TAG"}`.
 * @throws IngestFileError
 */
export async function readSensorTags(path: string): Promise<ReadonlyMap<string, string>> {
  const expected = 'a JSON object such as {"SMAP-PWR-001": "SMAP-P.P-1"}';
  const folder = await realpath(dirname(path)).catch((error) => {
    throw unreadable(path, error, expected);
  });
  const text = await containedText(folder, basename(path), MOST_TAG_BYTES);
  try {
    const tags = sensorTags.safeParse(strictJson(text));
    if (!tags.success) throw new JsonFault(plain(faultIn(tags.error)));
    return new Map(Object.entries(tags.data));
  } catch (error) {
    throw error instanceof JsonFault ? new IngestFileError(path, undefined, error.message, expected) : error;
  }
}
