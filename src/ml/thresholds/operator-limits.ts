import type { LiveScore, Part } from '../detector.ts';
import { SEVERITY_FROM } from '../severity.ts';

/** Where people want to be told, in the unit of the sensor: lowLow ≤ low ≤ high ≤ highHigh; null where there is none. */
export interface OperatorLimits {
  readonly lowLow: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly highHigh: number | null;
}

/** The side whose limit was crossed and from which the value has not come back by more than the deadband; plain JSON. */
export type Beyond = 'LOW' | 'HIGH' | null;

export interface LimitStep {
  readonly judged: LiveScore;
  readonly beyond: Beyond;
}

/** Limits of one side, mirrored below so that larger is always worse. `inner` is crossed first. */
interface Bounds {
  readonly side: 'LOW' | 'HIGH';
  readonly inner: number;
  readonly alarm: number | null;
}

/** A warning limit alone never makes an anomaly HIGH: that is what alarm limits are for. */
const MOST_WARNING = SEVERITY_FROM.HIGH - 0.1;
/** One unit of excess is this share of the range between the limits, or of the limit where there is only one. */
const UNIT_SHARE = 0.1;

/**
 * Holds a judged reading against limits. Beyond one its cause is LIMIT, `expected` the outermost limit that was crossed, and
 * the score the larger of the detector's and threshold × share, so that limits never make an anomaly weaker. The share is 1 at
 * the first limit of a side, rises to 2.4 on the way to the alarm limit (HH, LL) or, where there is none, towards 2.4, and
 * from 2.5 beyond it by 1 for each tenth of the range between the low and the high limits. A value that has come back stays
 * counted until it lies (1 − closeRatio) tenths of that range inside the limit. A missing reading says nothing.
 * @param beyond as the reading before left it
 */
export const judgeByLimits = (
  judged: LiveScore,
  value: number,
  limits: OperatorLimits,
  beyond: Beyond,
  closeRatio: number,
): LimitStep => {
  if (Number.isNaN(value)) return { judged, beyond };
  const unit = unitOf(limits);
  const sides = boundsOf(limits).map((bounds) => ({
    bounds,
    share: shareOf(bounds, mirrored(bounds.side, value), unit),
  }));
  const scoreOf = (share: number): number =>
    Math.max(judged.score, Math.min(judged.threshold * share, Number.MAX_VALUE));
  const over = sides.find(({ share }) => share > 1);
  if (over) {
    const { bounds, share } = over;
    return { judged: crossed(judged, scoreOf(share), value, bounds, limits), beyond: bounds.side };
  }
  const returning = sides.find(({ bounds, share }) => beyond === bounds.side && share > closeRatio);
  if (returning) {
    const score = scoreOf(returning.share);
    return { judged: { ...judged, score, cause: score > judged.score ? 'LIMIT' : judged.cause }, beyond };
  }
  return { judged, beyond: null };
};

/** How near a value comes to the limits, as a share of the first: above 1 beyond it. None where there are no limits. */
export const limitParts = (value: number, limits: OperatorLimits): Part[] => {
  const bounds = boundsOf(limits);
  if (bounds.length === 0) return [];
  const unit = unitOf(limits);
  const shares = bounds.map((side) => shareOf(side, mirrored(side.side, value), unit));
  return [{ cause: 'LIMIT', share: Number.isNaN(value) ? 0 : Math.max(0, ...shares) }];
};

const mirrored = (side: 'LOW' | 'HIGH', value: number): number => (side === 'HIGH' ? value : -value);

const boundsOf = ({ lowLow, low, high, highHigh }: OperatorLimits): Bounds[] => {
  const bounds: Bounds[] = [];
  const above = high ?? highHigh;
  const below = low ?? lowLow;
  if (above !== null) bounds.push({ side: 'HIGH', inner: above, alarm: highHigh });
  if (below !== null) bounds.push({ side: 'LOW', inner: -below, alarm: lowLow === null ? null : -lowLow });
  return bounds;
};

/** What an excess is measured in, in the unit of the sensor: above 0, finite. */
const unitOf = ({ lowLow, low, high, highHigh }: OperatorLimits): number => {
  const above = high ?? highHigh;
  const below = low ?? lowLow;
  const range = above === null || below === null ? 0 : above * UNIT_SHARE - below * UNIT_SHARE;
  const magnitude = Math.abs(above ?? below ?? 0) * UNIT_SHARE;
  return range > 0 ? range : magnitude > 0 ? magnitude : 1;
};

const shareOf = ({ inner, alarm }: Bounds, value: number, unit: number): number => {
  if (value <= inner) return 1 - Math.min(1, (inner - value) / unit);
  if (alarm !== null && value > alarm)
    return Math.min(SEVERITY_FROM.HIGH + (value - alarm) / unit, Number.MAX_VALUE);
  const excess = Math.min(value - inner, Number.MAX_VALUE / 4);
  const reach = alarm === null ? excess + unit : alarm - inner;
  return Math.max(1 + Number.EPSILON, 1 + (MOST_WARNING - 1) * Math.min(1, excess / reach));
};

const crossed = (
  judged: LiveScore,
  score: number,
  value: number,
  { side, inner, alarm }: Bounds,
  { lowLow, low, high, highHigh }: OperatorLimits,
): LiveScore => {
  const { threshold } = judged;
  const beyondAlarm = alarm !== null && mirrored(side, value) > alarm;
  const limit = mirrored(side, beyondAlarm ? alarm : inner);
  const lower = low ?? lowLow ?? Math.min(judged.lower, limit);
  const upper = high ?? highHigh ?? Math.max(judged.upper, limit);
  const band = side === 'HIGH' ? { lower, upper: limit } : { lower: limit, upper };
  return { score, threshold, expected: limit, ...band, cause: 'LIMIT' };
};
