import { z } from 'zod';
import { parseInstant } from '../readings/instant.ts';
import { QUALITIES, type Quality } from '../readings/quality.ts';

/** How a sender names a sensor: by its tag, or by its id as the graph gives it. */
export type SensorName = { readonly tag: string } | { readonly id: string };

interface Sent {
  /** The line, or the place in a list, from 1. */
  readonly line: number;
  readonly sensor: SensorName;
}

/** One reading of one sensor. `timeMs` is NaN where the sender's is no instant. */
export interface SentReading extends Sent {
  readonly timeMs: number;
  readonly value: number | null;
  readonly quality: Quality;
}

/** Readings of one sensor as columns of equal length. */
export interface SentSeries extends Sent {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly qualities: readonly Quality[] | null;
}

/** What stands in the line is no reading; `problem` says what would be. */
export interface Malformed {
  readonly line: number;
  readonly problem: string;
}

export type SentItem = SentReading | SentSeries | Malformed;

const name = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => !text.includes('\u0000'), 'a name without the character U+0000');
const time = z
  .union([z.string().max(64), z.custom<number>((value) => typeof value === 'number')])
  .transform((given) => (typeof given === 'number' ? given : (parseInstant(given) ?? Number.NaN)));
// What is too large for a double is infinite; that reading alone is refused later.
const value = z.custom<number>((given) => typeof given === 'number', 'a number, or null').nullable();
const quality = z.enum(QUALITIES);

const reading = z.strictObject({
  sensor: name.optional(),
  sensorId: name.optional(),
  time,
  value,
  quality: quality.nullish(),
});
const series = z.strictObject({
  sensor: name.optional(),
  sensorId: name.optional(),
  times: z.array(time),
  values: z.array(value),
  qualities: z.array(quality).nullish(),
});

const FORMS =
  '{"sensor": TAG, "time": "2026-03-01T12:00:00Z", "value": 1.5} or {"sensor": TAG, "times": […], "values": […]}';

function problemOf(error: z.ZodError): string {
  const [{ path, message }] = error.issues;
  return `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}; write ${FORMS}`;
}

function nameOf(given: { sensor?: string; sensorId?: string }): SensorName | undefined {
  if ((given.sensor === undefined) === (given.sensorId === undefined)) return undefined;
  return given.sensor === undefined ? { id: given.sensorId as string } : { tag: given.sensor };
}

/** A reading or a series from outside. A time is ISO 8601 with an offset, or whole milliseconds since the epoch, UTC. */
export function sentItem(line: number, given: unknown): SentItem {
  const isSeries = typeof given === 'object' && given !== null && 'times' in given;
  const parsed = (isSeries ? series : reading).safeParse(given);
  if (!parsed.success) return { line, problem: problemOf(parsed.error) };
  const sensor = nameOf(parsed.data);
  if (!sensor) return { line, problem: 'name the sensor by either sensor (its tag) or sensorId' };
  if ('times' in parsed.data) {
    const { times, values, qualities } = parsed.data;
    const isEven = values.length === times.length && (qualities?.length ?? times.length) === times.length;
    if (!isEven) return { line, problem: 'times, values and qualities must be of equal length' };
    return { line, sensor, times, values, qualities: qualities ?? null };
  }
  const { time: timeMs, value: measured, quality: said } = parsed.data;
  return { line, sensor, timeMs, value: measured, quality: said ?? 'GOOD' };
}
