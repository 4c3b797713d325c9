/** What the source says of a reading, in the order of their stored codes 0, 1, 2. */
export const QUALITIES = ['GOOD', 'UNCERTAIN', 'BAD'] as const;
export type Quality = (typeof QUALITIES)[number];

export const qualityCode = (quality: Quality): number => QUALITIES.indexOf(quality);

/** The code of a reading that means nothing. */
export const BAD_QUALITY = qualityCode('BAD');
