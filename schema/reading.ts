import { type ArgBuilder, createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import { z } from 'zod';
import type { Context } from '../src/context.ts';
import { QUALITIES, type Quality } from '../src/readings/quality.ts';
import type { Columns, LatestReading } from '../src/readings/store.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';
import { SensorRef } from './sensor.ts';

const MOST_POINTS = 10_000;
export const POINTS_PER_COST = 100;

export const QualityEnum = enumOf<Quality>('Quality', 'What the source says of a reading.', {
  GOOD: 'It can be trusted.',
  UNCERTAIN: 'It may be off.',
  BAD: 'It means nothing; it is stored and not judged.',
});

/** A reading under the names of its fields: what is made of fifty of them at once takes no resolvers. */
interface ReadingFields {
  readonly time: number;
  readonly value: number | null;
  readonly quality: Quality;
  readonly receivedAt: number;
}

const fieldsOf = ({ timeMs, value, quality, receivedMs }: LatestReading): ReadingFields => ({
  time: timeMs,
  value,
  quality: QUALITIES[quality],
  receivedAt: receivedMs,
});

const latestReadings = createContextCache(
  ({ services }: Context) =>
    new DataLoader(async (ids: readonly number[]) => {
      const latest = await services.readings.latest(ids);
      return ids.map((id) => {
        const reading = latest.get(id);
        return reading ? fieldsOf(reading) : null;
      });
    }),
);

const LatestReadingRef = builder.objectRef<ReadingFields>('Reading').implement({
  description: 'One reading.',
  fields: (t) => ({
    time: t.expose('time', { type: 'DateTime', description: 'When it was measured, by its source.' }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'The value in the unit of the sensor; null when it is missing.',
    }),
    quality: t.expose('quality', { type: QualityEnum, description: 'What the source says of it.' }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', description: 'When it arrived here.' }),
  }),
});

export const SeriesRef = builder.objectRef<Columns>('Series').implement({
  description: 'Readings as columns of equal length, ascending in time: the n-th entries belong together.',
  fields: (t) => ({
    times: t.field({
      type: ['DateTime'],
      complexity: 1,
      description: 'When each was measured, by its source.',
      resolve: ({ times }) => [...times],
    }),
    values: t.field({
      type: ['Float'],
      nullable: { list: false, items: true },
      complexity: 1,
      description: 'The values in the unit of the sensor; null where one is missing.',
      resolve: ({ values }) => Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
    }),
    qualities: t.field({
      type: [QualityEnum],
      complexity: 1,
      description: 'What the source says of each.',
      resolve: ({ qualities }) => Array.from(qualities, (code) => QUALITIES[code]),
    }),
  }),
});

export const aPlottableRange = z
  .looseObject({ from: z.number(), to: z.number(), maxPoints: z.number() })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'at or after from' })
  .refine(({ maxPoints }) => maxPoints >= 2 && maxPoints <= MOST_POINTS, {
    path: ['maxPoints'],
    message: `from 2 to ${MOST_POINTS}`,
  });

/** Which readings a plot is of. */
export const seriesArgs = (arg: ArgBuilder<typeof builder.$inferSchemaTypes>) => ({
  from: arg({ type: 'DateTime', required: true, description: 'The first instant.' }),
  to: arg({ type: 'DateTime', required: true, description: 'The last instant, inclusive.' }),
  maxPoints: arg.int({
    required: true,
    defaultValue: 1_000,
    description: `About how many readings at most, from 2 to ${MOST_POINTS}.`,
  }),
});

builder.objectFields(SensorRef, (t) => ({
  latest: t.field({
    type: LatestReadingRef,
    nullable: true,
    description: 'The newest reading by source time; null before the first.',
    resolve: ({ id }, _, context) => latestReadings(context).load(id),
  }),
  series: t.field({
    type: SeriesRef,
    description:
      'Readings for a plot: where there are more than `maxPoints`, the lowest and the highest of every stretch.',
    args: seriesArgs(t.arg),
    validate: aPlottableRange,
    complexity: ({ maxPoints }) => 1 + Math.ceil(maxPoints / POINTS_PER_COST),
    resolve: ({ id }, { from, to, maxPoints }, { services }) =>
      services.readings.plot(id, from, to, maxPoints),
  }),
}));
