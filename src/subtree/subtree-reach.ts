import type { Viewer } from '../access.ts';
import type { Reach } from '../db/reach.ts';
import { subtreeCondition } from './subtree-conditions.ts';

/** How far lists go for a viewer; undefined for one of the whole plant. */
export function reachFor({ subtree, name }: Viewer): Reach | undefined {
  if (subtree === undefined) return undefined;
  return { path: subtree, condition: (entity, use) => subtreeCondition(entity, use, subtree, name) };
}
