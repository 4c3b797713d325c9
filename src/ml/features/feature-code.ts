/**
 * Counts up when the features of the same series under the same settings become others than rounding explains. It is part of
 * the hash of a dataset and of the artifact of a detector that takes features: one that learnt from others is refused.
 */
export const FEATURE_CODE = 1;
