import type { Variables } from './variables.ts';

/** A place in an S3-compatible store, and the key to it. */
export interface S3Location {
  /** Origin of the store, such as `https://s3.eu-central-1.amazonaws.com`; buckets are the first part of the path. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Empty, or the beginning of every key, with a slash at its end. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of credentials that expire; null for those that do not. */
  readonly sessionToken: string | null;
  /** How long one try of one request may take. */
  readonly timeoutMs: number;
}

type Given = Readonly<Record<string, string | undefined>>;

const S3_SETTINGS = [
  'S3_ENDPOINT',
  'S3_REGION',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'S3_SESSION_TOKEN',
  'S3_TIMEOUT_MS',
] as const;

/** What is wrong with the settings of the artifact store beside each other, each with what to set. */
export function artifactProblems(given: Given): string[] {
  if (!given.ARTIFACTS_URL) {
    return S3_SETTINGS.filter((name) => given[name]).map(
      (name) =>
        `${name} is set, and ARTIFACTS_URL is not; set ARTIFACTS_URL=s3://BUCKET/PREFIX, or unset ${name}.`,
    );
  }
  const problems = (['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const)
    .filter((name) => !given[name])
    .map((name) => `ARTIFACTS_URL is set, and ${name} is not; set ${name} or ${name}_FILE.`);
  if (given.ARTIFACTS_DIR) problems.push('ARTIFACTS_URL and ARTIFACTS_DIR are both set; set one of them.');
  return problems;
}

/** Null where artifacts lie in a folder. */
export function s3LocationOf(values: Variables): S3Location | null {
  if (values.ARTIFACTS_URL === undefined) return null;
  const { hostname, pathname } = new URL(values.ARTIFACTS_URL);
  const prefix = pathname.replace(/^\/|\/$/g, '');
  return {
    endpoint: values.S3_ENDPOINT ?? `https://s3.${values.S3_REGION}.amazonaws.com`,
    region: values.S3_REGION,
    bucket: hostname,
    prefix: prefix && `${prefix}/`,
    accessKeyId: values.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: values.S3_SECRET_ACCESS_KEY ?? '',
    sessionToken: values.S3_SESSION_TOKEN ?? null,
    timeoutMs: values.S3_TIMEOUT_MS,
  };
}
