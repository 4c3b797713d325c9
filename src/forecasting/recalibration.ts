import { CorruptArtifactError } from '../errors.ts';
import { RiskRecalibration } from '../ml/risk/risk-recalibration.ts';

/** Horizons up to the same power of two learn together. */
export const reachOf = (horizon: number): number => 2 ** Math.ceil(Math.log2(horizon));

/** A stored state; what is damaged counts as nothing learnt. @param interval samples between two fits */
export function recalibrationFrom(state: Uint8Array | null, interval: number): RiskRecalibration {
  try {
    return state ? RiskRecalibration.load(state) : new RiskRecalibration(interval);
  } catch (error) {
    if (error instanceof CorruptArtifactError) return new RiskRecalibration(interval);
    throw error;
  }
}
