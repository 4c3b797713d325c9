import { z } from 'zod';

const MOST_NODES = 100;

/** What the types and fields of the Relay specification mean here. */
export const relayDescriptions = {
  nodeTypeOptions: { description: 'Anything with a global id, which never changes and is never used again.' },
  nodeQueryOptions: {
    description: 'One thing by its global id; null when it does not exist.',
    args: { id: { description: 'A global id, exactly as this API gave it.' } },
  },
  nodesQueryOptions: {
    description: `Up to ${MOST_NODES} things by their global ids, in the order of the ids; null for one that does not exist.`,
    args: {
      ids: {
        description: 'Global ids, exactly as this API gave them.',
        validate: z.array(z.unknown()).max(MOST_NODES, `a list of at most ${MOST_NODES} ids`),
      },
    },
    complexity: ({ ids }: { ids: readonly unknown[] }) => ({ field: 1, multiplier: ids.length }),
  },
  idFieldOptions: { description: 'The global id.' },
  pageInfoTypeOptions: { description: 'Where a page lies in its list.' },
  hasNextPageFieldOptions: { description: 'Whether the list goes on after this page.' },
  hasPreviousPageFieldOptions: { description: 'Whether the page was asked for with `after`.' },
  startCursorFieldOptions: { description: 'The cursor of the first item; null when the page is empty.' },
  endCursorFieldOptions: {
    description:
      'The cursor of the last item, to send as `after` for the next page; null when the page is empty.',
  },
  pageInfoFieldOptions: { description: 'Where this page lies in its list.' },
  edgesFieldOptions: {
    description: 'The items of the page with their cursors.',
    complexity: { field: 0, multiplier: 1 },
  },
  nodesOnConnection: { description: 'The items of the page.', complexity: { field: 0, multiplier: 1 } },
  nodeFieldOptions: { description: 'The item.' },
  cursorFieldOptions: { description: 'The place of the item in this list.' },
} as const;
