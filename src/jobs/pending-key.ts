import { createHash } from 'node:crypto';

/** The same for requests of one kind that say the same, in whatever order. */
export const pendingKey = (kind: string, request: object): string =>
  createHash('sha256')
    .update(`${kind} ${JSON.stringify(sorted(request))}`)
    .digest('hex');

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one)]));
}
