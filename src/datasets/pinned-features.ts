import { FEATURE_CODE } from '../ml/features/feature-code.ts';
import type { FeatureConfig } from '../ml/features/feature-config.ts';

/** What a fit computes from the arrays of a dataset beside them. */
export interface PinnedFeatures extends FeatureConfig {
  /** See `FEATURE_CODE`: of what pinned the dataset. */
  readonly code: number;
}

/** As this release computes them. */
export const pinnedFeatures = (features: FeatureConfig | null | undefined): PinnedFeatures | null =>
  features ? { code: FEATURE_CODE, ...features } : null;
