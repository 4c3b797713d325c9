/** Bands of a probability of crossing, in rising order. */
export const RISK_LEVELS = ['NEGLIGIBLE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** The probability at which each band begins. */
export const RISK_FROM: Readonly<Record<RiskLevel, number>> = {
  NEGLIGIBLE: 0,
  LOW: 0.05,
  MEDIUM: 0.2,
  HIGH: 0.5,
  CRITICAL: 0.8,
};

/** The band of a probability within the horizon that was asked for. Monotone. */
export const riskLevelOf = (probability: number): RiskLevel =>
  RISK_LEVELS.findLast((level) => probability >= RISK_FROM[level]) ?? 'NEGLIGIBLE';
