import type { AssignmentAction } from './assignment.ts';

/** What the walk through a history needs of each of its entries. */
export interface HistoryStep {
  readonly action: AssignmentAction;
  readonly modelVersionId: number;
}

/**
 * The promotions that are not undone, oldest first: the last one is live, the one before is what a rollback brings
 * back. A promotion is put on top, a rollback takes away what lies above the version that it brings back, so that repeated
 * rollbacks go further back instead of swapping the two newest versions.
 */
export function standingPromotions<Step extends HistoryStep>(history: readonly Step[]): Step[] {
  const standing: Step[] = [];
  for (const step of history) {
    if (step.action === 'PROMOTE') standing.push(step);
    else undoDownTo(standing, step.modelVersionId);
  }
  return standing;
}

/** A rollback undoes at least one promotion, and more where the versions between had been deleted. */
function undoDownTo(standing: HistoryStep[], modelVersionId: number): void {
  do standing.pop();
  while (standing.length > 0 && standing[standing.length - 1].modelVersionId !== modelVersionId);
}
