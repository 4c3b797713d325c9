import { z } from 'zod';
import { parseConfig } from '../parse-config.ts';
import { type FeatureConfig, featureConfig, featureCount } from './feature-config.ts';

const request = z.strictObject({ features: featureConfig });

/**
 * The `features` that someone asks for beside other things; null where they ask for none.
 * @throws InvalidInputError naming the field from `features` on, its value and what it must be
 */
export const checkedFeatures = (features: unknown): FeatureConfig | null => {
  const checked = parseConfig(request, { features: features ?? {} }).features;
  return featureCount(checked) > 0 ? checked : null;
};
