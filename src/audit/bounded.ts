const LONGEST_TEXT = 300;
const MOST_ITEMS = 30;
const DEEPEST = 6;
const SECRET = /token|secret|password|passphrase|authorization|api.?key/i;

/** A value as JSON can hold it, without secrets, long texts, long lists or bytes; what was left out is said. */
function bounded(value: unknown, depth = 0): unknown {
  if (typeof value === 'string')
    return value.length > LONGEST_TEXT
      ? `${value.slice(0, LONGEST_TEXT)}… (${value.length} characters)`
      : value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
  if (value instanceof Date) return value.toISOString();
  if (depth >= DEEPEST) return '(deeper)';
  if (Array.isArray(value)) {
    const items = value.slice(0, MOST_ITEMS).map((item) => bounded(item, depth + 1));
    return value.length > MOST_ITEMS ? [...items, `(${value.length - MOST_ITEMS} more)`] : items;
  }
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    SECRET.test(name) && item != null ? '(hidden)' : bounded(item, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

/** As `bounded`, as text of at most `most` characters; what is longer is said to be, not cut into something else. */
export function boundedJson(value: unknown, most: number): string {
  const text = JSON.stringify(bounded(value)) ?? 'null';
  return text.length <= most ? text : JSON.stringify({ leftOut: `${text.length} characters` });
}
