import { identityOf, type Viewer } from '../access.ts';
import type { Reach } from '../db/reach.ts';
import { subtreeCondition } from './subtree-conditions.ts';

/** How far lists go for a viewer; undefined for one of the whole plant. */
export function reachFor(viewer: Viewer): Reach | undefined {
  const { subtree } = viewer;
  if (subtree === undefined) return undefined;
  const identity = identityOf(viewer);
  return { path: subtree, condition: (entity, use) => subtreeCondition(entity, use, subtree, identity) };
}
