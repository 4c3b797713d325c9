/** F1 of the detections that Hundman et al. published with the data, by the same protocol, on all channels. */
export const PUBLISHED_TELEMANOM = { MSL: 0.806, SMAP: 0.863 } as const;
