import { z } from 'zod';
import type { RegistryLayout } from '../../registry/imported-version.ts';
import type { LeftOut } from '../../registry/registry-import.ts';

/** A version as the other system tells of it; nothing of it is taken for true. */
export interface OldVersion {
  readonly layout: RegistryLayout;
  /** The file that it stands in, from the folder. */
  readonly file: string;
  readonly modelId: string;
  readonly versionId: string;
  readonly sensorId: string;
  readonly modelType: string;
  /** Null where it was not said. */
  readonly claimedAtMs: number | null;
  readonly description: string;
  readonly tags: readonly string[];
  /** Whatever else was said, by its name there. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What was found in a folder: versions, and what could not be read as one. */
export interface OldRegistry {
  readonly versions: readonly OldVersion[];
  readonly leftOut: readonly LeftOut[];
}

/** Versions that one import takes. */
export const MOST_VERSIONS = 20_000;

const LONGEST_ID = 200;

const id = z
  .string()
  .min(1)
  .max(LONGEST_ID)
  .refine((text) => !hasControl(text), 'has a control character');

/** Becomes part of a file name there: no separator, no leading dot. */
export const versionId = id.regex(/^\w[\w.:@+-]*$/, 'is no version id (letters, digits and _ . : @ + -)');
export const modelId = id;
export const sensorId = id;
export const modelType = id;

/** Kept as a note and never opened; still nobody may be led to believe that it points out of the folder. */
export const modelPath = z
  .string()
  .min(1)
  .max(1_024)
  .refine((path) => !path.split(/[/\\]/).includes('..') && !path.includes('\0'), 'leads out of the folder');

/** ISO-8601; the other system wrote no offset, and means UTC. */
const time = z.string().transform((text, context) => {
  const shape = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  const ms = shape ? Date.parse(shape[3] ? text : `${text}Z`) : Number.NaN;
  if (Number.isFinite(ms)) return ms;
  context.addIssue({ code: 'custom', message: 'is no time such as 2024-05-01T12:00:00' });
  return z.NEVER;
});

/** What both layouts say of a version, JSON already read. */
export const metadata = z.looseObject({
  model_id: modelId,
  sensor_id: sensorId,
  model_type: modelType,
  created_at: time.nullish(),
  description: z
    .string()
    .max(10_000)
    .refine((text) => !text.includes('\0'), 'has a NUL character')
    .nullish(),
  tags: z.array(z.string().max(LONGEST_ID)).max(100).nullish(),
});
export type Metadata = z.output<typeof metadata>;

/** The version that a checked `metadata` tells of. */
export function oldVersion(
  place: Pick<OldVersion, 'layout' | 'file' | 'versionId'>,
  { model_id, sensor_id, model_type, created_at, description, tags, ...claims }: Metadata,
): OldVersion {
  return {
    ...place,
    modelId: model_id,
    sensorId: sensor_id,
    modelType: model_type,
    claimedAtMs: created_at ?? null,
    description: description ?? '',
    tags: tags ?? [],
    claims,
  };
}

/** The first thing that is wrong with a value, by its path. */
export function faultIn({ issues: [issue] }: z.ZodError): string {
  const path = issue.path.map(String).join('.');
  return path ? `${path}: ${issue.message}` : issue.message;
}

/** Texts of others are shown on terminals: what could steer one is left out. */
export const plain = (text: string, longest: number = LONGEST_ID): string =>
  [...text.slice(0, longest)].map((letter) => (hasControl(letter) ? '?' : letter)).join('');

function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
