import type { RiskLevel } from '../src/ml/risk/risk-level.ts';
import { enumOf } from './enum.ts';

export const RiskLevelEnum = enumOf<RiskLevel>(
  'RiskLevel',
  'How likely it is that a limit is crossed within the horizon.',
  {
    NEGLIGIBLE: 'Below 0.05.',
    LOW: 'From 0.05.',
    MEDIUM: 'From 0.2.',
    HIGH: 'From 0.5.',
    CRITICAL: 'From 0.8.',
  },
);
