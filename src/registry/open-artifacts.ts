import type { Config } from '../config.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { FolderArtifacts } from './folder-artifacts.ts';
import { S3Artifacts } from './s3-artifacts.ts';

/** The store that the settings name. */
export const openArtifacts = ({
  artifactsDir,
  artifactsS3,
}: Pick<Config, 'artifactsDir' | 'artifactsS3'>): ArtifactStore =>
  artifactsS3 ? new S3Artifacts(artifactsS3) : new FolderArtifacts(artifactsDir);
