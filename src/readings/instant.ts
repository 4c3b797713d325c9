const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** What an instant has to look like, as the end of a sentence that begins "Write …". */
export const INSTANT_FORM = 'date, time and offset as in 2026-03-01T12:00:00.250Z, with at most milliseconds';

/**
 * Milliseconds since the epoch of an ISO-8601 text with an offset; undefined for anything else, a day that its month
 * does not have included.
 */
export function parseInstant(text: string): number | undefined {
  const [, year, month, day, hour] = INSTANT.exec(text) ?? [];
  if (day === undefined || Number(hour) > 23) return undefined;
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const ms = Date.parse(text.toUpperCase());
  return Number(day) <= daysInMonth && !Number.isNaN(ms) ? ms : undefined;
}
