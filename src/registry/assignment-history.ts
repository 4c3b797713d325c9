import type { AssignmentAction } from './assignment.ts';

/** What the walk through a history needs of each of its entries. */
export interface HistoryStep {
  readonly action: AssignmentAction;
  readonly modelVersionId: number;
}

/**
 * The promotions that are not undone, oldest first: the last one is live, the one before is what a rollback brings
 * back. A promotion is put on top, a rollback takes the top away, so that repeated rollbacks go further back instead
 * of swapping the two newest versions.
 */
export function standingPromotions(history: readonly HistoryStep[]): number[] {
  const standing: number[] = [];
  for (const { action, modelVersionId } of history) {
    if (action === 'PROMOTE') standing.push(modelVersionId);
    else standing.pop();
  }
  return standing;
}
