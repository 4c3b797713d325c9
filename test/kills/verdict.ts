import { readdirSync } from 'node:fs';
import type { Database } from '../../src/db/database.ts';
import { Job } from '../../src/jobs/job.ts';
import { JobLine } from '../../src/jobs/job-log.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { ArtifactSweep } from '../../src/registry/artifact-sweep.ts';
import { FolderArtifacts } from '../../src/registry/folder-artifacts.ts';
import { ModelVersion } from '../../src/registry/model-version.ts';
import type { LogReader } from './log-reader.ts';

/** What was lost, doubled or left over, in words; nothing when all is well. */
export async function problemsOf(
  db: Database,
  artifactsDir: string,
  asked: number,
  reader: Pick<LogReader, 'lines' | 'gaps'>,
): Promise<string[]> {
  const em = db.em();
  const jobs = await em.find(Job, { kind: 'TRAIN' });
  const versions = await em.find(ModelVersion, {});
  const open = jobs.filter(({ status }) => status !== 'SUCCEEDED' && status !== 'CANCELLED');
  return [
    ...(jobs.length === asked ? [] : [`${jobs.length} jobs of ${asked} that were asked for`]),
    ...open.map(
      ({ id, status, errorCode, attempt }) => `job ${id} is ${status} ${errorCode} after ${attempt}`,
    ),
    ...versionProblems(jobs, versions),
    ...(await artifactProblems(db, artifactsDir, versions)),
    ...(await lineProblems(db, reader)),
  ];
}

function versionProblems(jobs: readonly Job[], versions: readonly ModelVersion[]): string[] {
  const byJob = Map.groupBy(versions, ({ trainingJobId }) => trainingJobId);
  const wrong = jobs.filter((job) => {
    const made = byJob.get(job.id) ?? [];
    if (job.status === 'CANCELLED') return made.length > 0;
    return made.length !== 1 || job.outcome()?.modelVersionId !== made[0].id;
  });
  const byModel = Map.groupBy(versions, ({ registeredModelId }) => registeredModelId);
  const gaps = [...byModel.values()].filter(
    (of) => Math.max(...of.map(({ version }) => version)) !== of.length,
  );
  return [
    ...wrong.map(({ id }) => `job ${id} has ${byJob.get(id)?.length ?? 0} versions`),
    ...gaps.map(([{ scopeName }]) => `versions of ${scopeName} are not 1, 2, 3, …`),
  ];
}

async function artifactProblems(
  db: Database,
  folder: string,
  versions: readonly ModelVersion[],
): Promise<string[]> {
  const artifacts = new FolderArtifacts(folder);
  const { leases } = new JobQueue(db, { wake: () => {} });
  const options = { alive: leases.holding.bind(leases), onFault: () => {} };
  await new ArtifactSweep(db, artifacts, options).sweep();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => parentPath.slice(-2) + name);
  const used = new Set(versions.map(({ artifactSha256 }) => artifactSha256));
  const orphans = files.filter((name) => !used.has(name));
  const damaged = await Promise.all(
    [...used].map((sha256) =>
      artifacts.get(sha256).then(
        () => [],
        (error) => [String(error.message)],
      ),
    ),
  );
  return [...orphans.map((name) => `${name} belongs to no version`), ...damaged.flat()];
}

/** What was received is acknowledged: all of it is there, once, and nothing else. */
async function lineProblems(
  db: Database,
  { lines, gaps }: Pick<LogReader, 'lines' | 'gaps'>,
): Promise<string[]> {
  const stored = new Map((await db.em().find(JobLine, {})).map(({ id, text }) => [id, text]));
  const lost = lines.filter(({ number, text }) => stored.get(number) !== text);
  const twice = lines.length - new Set(lines.map(({ number }) => number)).size;
  return [
    ...lost.map(({ number, text }) => `line ${number} was received and is lost: ${text}`),
    ...(twice > 0 ? [`${twice} lines were received twice`] : []),
    ...(lines.length === stored.size ? [] : [`${lines.length} lines were received of ${stored.size}`]),
    ...(gaps > 0 ? [`${gaps} gaps`] : []),
  ];
}
