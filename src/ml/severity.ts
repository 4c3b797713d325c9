/** Bands of an anomaly, in rising order. */
export const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The ratio of score to threshold at which each band begins; below the first there is no anomaly. */
export const SEVERITY_FROM: Readonly<Record<Severity, number>> = {
  LOW: 1,
  MEDIUM: 1.5,
  HIGH: 2.5,
  CRITICAL: 5,
};

/**
 * The band of a score, by how many times it exceeds its own threshold: one rule for every detector, because only the
 * ratio means the same for all of them. Monotone in the score. A score at or below the threshold reads LOW.
 */
export const severityOf = (score: number, threshold: number): Severity => {
  const ratio = score / threshold;
  if (ratio >= SEVERITY_FROM.CRITICAL) return 'CRITICAL';
  if (ratio >= SEVERITY_FROM.HIGH) return 'HIGH';
  return ratio >= SEVERITY_FROM.MEDIUM ? 'MEDIUM' : 'LOW';
};
