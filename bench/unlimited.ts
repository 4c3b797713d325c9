const MOST = '1000000000';

/** Settings with which one client may use all that a server can do. */
export const UNLIMITED = {
  COST_PER_SECOND: MOST,
  COST_BURST: MOST,
  UPLOAD_BYTES_PER_SECOND: MOST,
  UPLOAD_READINGS_PER_SECOND: MOST,
  MAX_CONNECTIONS_PER_ADDRESS: '1000000',
  MAX_SUBSCRIPTIONS_PER_TOKEN: '1000000',
} as const;
