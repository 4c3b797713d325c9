import { setTimeout as sleep } from 'node:timers/promises';
import type { SensorFacts } from '../equipment/sensor-facts.ts';
import { DomainError } from '../errors.ts';
import type { RecordedSeries } from '../live/line.ts';
import type { SeriesInput } from '../readings/batch.ts';
import { INSTANT_FORM } from '../readings/instant.ts';
import { type IngestTally, MOST_NAMED } from './ingest-tally.ts';
import { ReadingBatch } from './reading-batch.ts';
import type { Malformed, SensorName, SentItem, SentReading, SentSeries } from './sent-item.ts';

export interface IngestLine {
  /** The sensors that have these names and that the sender may record readings of, in the order of the names. */
  sensors(names: readonly SensorName[]): Promise<readonly (SensorFacts | undefined)[]>;
  /** Stores one batch, on disk when it resolves. */
  record(series: readonly SeriesInput[]): Promise<RecordedSeries[]>;
  /** Readings in one batch, but for a line of columns that holds more. */
  readonly mostReadings: number;
}

/** What has come waits so long for more before it is stored. */
const LINGER_MS = 250;

const tooManyMalformed = (last: Malformed): DomainError =>
  new DomainError(
    'MALFORMED',
    `More than ${MOST_NAMED} lines are no readings, at last line ${last.line}: ${last.problem}`,
    'Correct the sender, and send all of it again: what is stored is known.',
  );

/** Takes items through the line of readings, batch by batch, each stored before the next is asked for. */
class Ingest {
  readonly #line: IngestLine;
  readonly #tally: IngestTally;
  readonly #known = new Map<string, SensorFacts>();
  readonly #batch = new ReadingBatch();
  #lastLine = 0;

  constructor(line: IngestLine, tally: IngestTally) {
    this.#line = line;
    this.#tally = tally;
  }

  get hasReadings(): boolean {
    return this.#batch.readings > 0;
  }

  async take(items: readonly SentItem[]): Promise<void> {
    await this.#learn(items);
    for (const item of items) {
      if ('problem' in item) this.#malformed(item);
      else await this.#add(item);
      this.#lastLine = item.line;
      if (this.#batch.readings >= this.#line.mostReadings) await this.settle();
    }
    if (!this.hasReadings) this.#tally.acknowledgedLines = this.#lastLine;
  }

  async settle(): Promise<void> {
    this.#tally.settle(await this.#batch.settle((series) => this.#line.record(series)));
    this.#tally.acknowledgedLines = this.#lastLine;
  }

  #malformed(item: Malformed): void {
    if (this.#tally.count('MALFORMED') >= MOST_NAMED) throw tooManyMalformed(item);
    this.#tally.reject({ line: item.line, reason: 'MALFORMED', message: item.problem });
  }

  async #learn(items: readonly SentItem[]): Promise<void> {
    const unknown = new Map<string, SensorName>();
    for (const item of items) {
      if ('problem' in item) continue;
      const key = keyOf(item.sensor);
      if (!this.#known.has(key)) unknown.set(key, item.sensor);
    }
    if (unknown.size === 0) return;
    const found = await this.#line.sensors([...unknown.values()]);
    for (const [k, key] of [...unknown.keys()].entries()) {
      const sensor = found[k];
      if (sensor) this.#known.set(key, sensor);
    }
  }

  async #add(item: SentReading | SentSeries): Promise<void> {
    const sensor = this.#known.get(keyOf(item.sensor));
    if (!sensor || sensor.isRetired) this.#refuse(item, sensor);
    else if ('times' in item) await this.#addSeries(sensor.id, item);
    else await this.#addReading(sensor.id, item);
  }

  async #addReading(sensorId: number, reading: SentReading): Promise<void> {
    if (Number.isNaN(reading.timeMs)) {
      const message = `The source time is no instant; write ${INSTANT_FORM}`;
      this.#tally.reject({ line: reading.line, reason: 'INVALID_TIME', message });
      return;
    }
    if (!this.#batch.takesReading(sensorId)) await this.settle();
    this.#batch.addReading(sensorId, reading);
  }

  async #addSeries(sensorId: number, series: SentSeries): Promise<void> {
    const { readings } = this.#batch;
    const fits = readings === 0 || readings + series.times.length <= this.#line.mostReadings;
    if (!fits || !this.#batch.takesSeries(sensorId)) await this.settle();
    this.#batch.addSeries(sensorId, series);
  }

  #refuse(item: SentReading | SentSeries, sensor: SensorFacts | undefined): void {
    const shown = JSON.stringify(Object.values(item.sensor)[0]).slice(0, 80);
    const [reason, message] = sensor
      ? ([
          'SENSOR_RETIRED',
          `${sensor.tag} is retired; leave it out, or create a sensor in its place`,
        ] as const)
      : (['SENSOR_NOT_FOUND', `There is no sensor ${shown}; name one by its tag, or by its id`] as const);
    this.#tally.reject({ line: item.line, reason, message }, 'times' in item ? item.times.length : 1);
  }
}

const keyOf = (name: SensorName): string => ('tag' in name ? `t${name.tag}` : `i${name.id}`);

/** True when `next` has not come within the time that readings may wait. */
async function lingers(next: Promise<unknown>): Promise<boolean> {
  const stop = new AbortController();
  const waited = sleep(LINGER_MS, true, { signal: stop.signal }).catch(() => false);
  const came = next.then(
    () => false,
    () => false,
  );
  const isLate = await Promise.race([waited, came]);
  stop.abort();
  return isLate;
}

/**
 * Takes readings through the line: what is stored, known or rejected is counted in `tally` as it happens, which says
 * after a failure, too, what is on disk. A batch that has begun when the source fails is not stored.
 * @throws DomainError, and whatever the source throws
 */
export async function ingest(
  items: AsyncIterable<readonly SentItem[]>,
  line: IngestLine,
  tally: IngestTally,
): Promise<void> {
  const taking = new Ingest(line, tally);
  const source = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = source.next();
      if (taking.hasReadings && (await lingers(next))) await taking.settle();
      const { done, value } = await next;
      if (done) break;
      await taking.take(value);
    }
    await taking.settle();
  } finally {
    // Not waited for: the source may itself be waiting for bytes.
    source.return?.().catch(() => undefined);
  }
}
