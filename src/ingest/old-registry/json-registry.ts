import { join } from 'node:path';
import { z } from 'zod';
import type { LeftOut } from '../../registry/registry-import.ts';
import { IngestFileError } from '../ingest-file-error.ts';
import { containedText } from './contained-file.ts';
import {
  faultIn,
  MOST_VERSIONS,
  metadata,
  modelId,
  modelPath,
  modelType,
  type OldRegistry,
  type OldVersion,
  oldVersion,
  plain,
  sensorId,
  versionId,
} from './old-version.ts';
import { JsonFault, strictJson } from './strict-json.ts';

export const MODELS_INDEX = 'models_index.json';
const VERSIONS_INDEX = 'versions_index.json';

const LONGEST_REASON = 1_000;
const MIB = 1024 * 1024;
const MOST_INDEX_BYTES = 64 * MIB;
const MOST_METADATA_BYTES = MIB;
/** Of all versions together: they are held in memory until they are written. */
const MOST_BYTES = 256 * MIB;

const indexedModel = z.object({
  sensor_id: sensorId,
  model_type: modelType,
  versions: z.array(z.looseObject({ version_id: versionId })),
});

/** A version that an index lists, before its own file is read. */
interface Listed {
  readonly modelId: string;
  readonly versionId: string;
  readonly sensorId: string;
  readonly modelType: string;
}

/**
 * The layout of `models_index.json`, `versions_index.json` and `metadata/VERSION.json`.
 * @param root the folder's real path
 * @throws IngestFileError where an index is missing or cannot be read; what is wrong with a single version is left out
 */
export async function readJsonRegistry(root: string): Promise<OldRegistry> {
  const models = await indexOf(root, MODELS_INDEX);
  const paths = await indexOf(root, VERSIONS_INDEX);
  const leftOut: LeftOut[] = [];
  const listed = listedVersions(models, leftOut);
  if (listed.length > MOST_VERSIONS) {
    const found = `${listed.length} versions are listed`;
    throw new IngestFileError(
      join(root, MODELS_INDEX),
      undefined,
      found,
      `at most ${MOST_VERSIONS} versions`,
    );
  }
  const known = new Set(listed.map((version) => version.versionId));
  for (const id of Object.keys(paths)) {
    if (!known.has(id)) leftOut.push(left(VERSIONS_INDEX, id, `no model of ${MODELS_INDEX} lists it`));
  }
  const versions: OldVersion[] = [];
  let bytes = 0;
  for (const version of listed) {
    const outcome = await readVersion(root, version, paths);
    if ('why' in outcome) {
      leftOut.push(outcome);
      continue;
    }
    versions.push(outcome);
    bytes += JSON.stringify(outcome.claims).length;
    if (bytes > MOST_BYTES) {
      const found = 'its files are larger together than can be taken at once';
      throw new IngestFileError(join(root, 'metadata'), undefined, found, `at most ${MOST_BYTES} bytes`);
    }
  }
  return { versions, leftOut };
}

const left = (file: string, what: string, why: string): LeftOut => ({
  file,
  what: plain(what),
  why: plain(why, LONGEST_REASON),
});

async function indexOf(root: string, name: string): Promise<Record<string, unknown>> {
  const text = await containedText(root, name, MOST_INDEX_BYTES);
  const refuse = (found: string) =>
    new IngestFileError(join(root, name), undefined, found, 'a JSON object with an entry for each id');
  try {
    const value = strictJson(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('it is no object');
    return value as Record<string, unknown>;
  } catch (error) {
    throw error instanceof JsonFault ? refuse(plain(error.message, LONGEST_REASON)) : error;
  }
}

function listedVersions(models: Record<string, unknown>, leftOut: LeftOut[]): Listed[] {
  const listed = new Map<string, Listed>();
  for (const [id, entry] of Object.entries(models)) {
    const name = modelId.safeParse(id);
    const model = indexedModel.safeParse(entry);
    if (!name.success || !model.success) {
      const fault = faultIn((name.error ?? model.error) as z.ZodError);
      leftOut.push(left(MODELS_INDEX, id, fault));
      continue;
    }
    for (const { version_id } of model.data.versions) {
      const before = listed.get(version_id);
      if (before)
        leftOut.push(left(MODELS_INDEX, version_id, `listed before, for model ${plain(before.modelId)}`));
      else {
        const { sensor_id, model_type } = model.data;
        listed.set(version_id, {
          modelId: id,
          versionId: version_id,
          sensorId: sensor_id,
          modelType: model_type,
        });
      }
    }
  }
  return [...listed.values()];
}

async function readVersion(
  root: string,
  listed: Listed,
  paths: Record<string, unknown>,
): Promise<OldVersion | LeftOut> {
  const { versionId: id } = listed;
  if (!Object.hasOwn(paths, id)) return left(VERSIONS_INDEX, id, 'it is not listed');
  const path = modelPath.safeParse(paths[id]);
  if (!path.success) return left(VERSIONS_INDEX, id, `its path ${faultIn(path.error)}`);
  const file = `metadata/${id}.json`;
  try {
    const said = metadata.safeParse(strictJson(await containedText(root, file, MOST_METADATA_BYTES)));
    if (!said.success) return left(file, id, faultIn(said.error));
    const contradiction = contradicted(listed, said.data);
    if (contradiction) return left(file, id, contradiction);
    return oldVersion({ layout: 'JSON', file, versionId: id }, { ...said.data, model_path: path.data });
  } catch (error) {
    if (error instanceof JsonFault || error instanceof IngestFileError) return left(file, id, error.message);
    throw error;
  }
}

/** What the version's own file says otherwise than the index. */
function contradicted(listed: Listed, said: z.output<typeof metadata>): string | undefined {
  const both = [
    ['model_id', listed.modelId, said.model_id],
    ['sensor_id', listed.sensorId, said.sensor_id],
    ['model_type', listed.modelType, said.model_type],
  ] as const;
  const [name, there, here] = both.find(([, a, b]) => a !== b) ?? [];
  return name && `${name} is ${plain(`${here}`)} here and ${plain(`${there}`)} in ${MODELS_INDEX}`;
}
