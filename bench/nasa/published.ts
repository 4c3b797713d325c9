/** F1 by the same protocol, on all 80 channels that count (36 anomalies of MSL, 67 of SMAP). */
export interface PublishedRow {
  readonly method: string;
  readonly source: string;
  readonly MSL: number;
  readonly SMAP: number;
  /** A channel; null where it was not published. */
  readonly seconds: string | null;
}

/** F1 of the detections that Hundman et al. published with the data. */
export const PUBLISHED_TELEMANOM = { MSL: 0.806, SMAP: 0.863 } as const;

const ORION = 'Orion leaderboard';

export const PUBLISHED: readonly PublishedRow[] = [
  {
    method: 'Telemanom',
    source: 'detections published by Hundman et al. 2018',
    ...PUBLISHED_TELEMANOM,
    seconds: null,
  },
  { method: 'AER', source: `${ORION}, 0.7.1`, MSL: 0.657, SMAP: 0.764, seconds: '26–36' },
  { method: 'LSTM dynamic threshold', source: ORION, MSL: 0.455, SMAP: 0.732, seconds: '24–26' },
  { method: 'TimesFM', source: ORION, MSL: 0.533, SMAP: 0.644, seconds: '12–42' },
  { method: 'matrix profile', source: ORION, MSL: 0.474, SMAP: 0.423, seconds: '34–70' },
  { method: 'ARIMA', source: ORION, MSL: 0.525, SMAP: 0.412, seconds: '175–590' },
];
