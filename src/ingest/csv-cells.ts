import { parseInstant } from '../readings/instant.ts';
import { QUALITIES, type Quality } from '../readings/quality.ts';

/** What a cell should have held, as the end of a sentence that begins "Write …". */
export class BadCell {
  readonly expected: string;

  constructor(expected: string) {
    this.expected = expected;
  }
}

export interface TimeRule {
  /** `Z` or `+01:00`, of times that have none; null refuses them. */
  readonly offset: string | null;
  /** Numbers are times since the epoch in this unit; null refuses them. */
  readonly epoch: 's' | 'ms' | null;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NO_VALUE = /^(?:nan|null|na|n\/a)$/i;
const DAY = /^\d{4}-\d\d-\d\d$/;
const [EARLIEST_MS, LATEST_MS] = [Date.UTC(1900, 0), Date.UTC(10_000, 0) - 1];
const EXAMPLE = '2026-03-01T12:00:00Z or 2026-03-01T13:00:00+01:00';

/** Milliseconds since the epoch. A space may stand for the T, a day alone for its midnight. */
export function timeCell(text: string, { offset, epoch }: TimeRule): number | BadCell {
  if (NUMBER.test(text)) {
    if (epoch === null)
      return new BadCell(`${EXAMPLE}, or say --epoch s or --epoch ms for numbers since 1970`);
    const ms = Math.round(Number(text) * (epoch === 's' ? 1_000 : 1));
    const isPlausible = ms >= EARLIEST_MS && ms <= LATEST_MS;
    return isPlausible ? ms : new BadCell(`a time in ${epoch} since 1970, from 1900 to 9999`);
  }
  const full = DAY.test(text) ? `${text}T00:00` : text.replace(' ', 'T');
  const ms = parseInstant(full);
  if (ms !== undefined) return ms;
  const zoned = parseInstant(`${full}${offset ?? 'Z'}`);
  if (zoned === undefined) return new BadCell(`${EXAMPLE}, with at most milliseconds`);
  if (offset !== null) return zoned;
  return new BadCell(
    `${full}Z where the time is UTC, or say --offset Z or --offset +01:00 for the whole file`,
  );
}

/** Null for a missing value; an empty cell is one. */
export function valueCell(text: string): number | null | BadCell {
  if (text === '' || NO_VALUE.test(text)) return null;
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  return new BadCell('a number with a decimal point, such as 1.5, or nothing where it is missing');
}

export function qualityCell(text: string): Quality | BadCell {
  if (text === '') return 'GOOD';
  const quality = QUALITIES.find((one) => one === text.toUpperCase());
  return quality ?? new BadCell(QUALITIES.join(', '));
}
