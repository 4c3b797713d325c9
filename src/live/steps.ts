import type { JudgingStep } from '../forecasting/judging.ts';

/**
 * Named places in the way of a batch, in their order: its readings are on disk; they are judged in memory; what that
 * changed is written and not yet committed; it is committed and not yet told to subscribers. A process that ends at
 * any of them loses nothing, which the tests prove by ending it there.
 */
export const LINE_STEPS = ['APPENDED', 'SCORED', 'WRITTEN', 'COMMITTED'] as const;
export type LineStep = (typeof LINE_STEPS)[number];

export type StepListener = (step: LineStep | JudgingStep) => void;
