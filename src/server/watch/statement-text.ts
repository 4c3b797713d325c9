const LONGEST_STATEMENT = 1_000;

/** A statement without the values in it, which are the plant's own. */
export const withoutValues = (sql: string): string =>
  sql
    .slice(0, LONGEST_STATEMENT)
    .replace(/'(?:[^']|'')*(?:'|$)/g, '?')
    .replace(/(?<![\w$."])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/gi, '?');
