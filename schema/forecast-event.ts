import { rowsById } from '../src/db/keyset.ts';
import { Forecast } from '../src/forecasting/forecast.ts';
import {
  FORECAST_CHANGES,
  type ForecastChange,
  type ForecastSnapshot,
  followForecasts,
} from '../src/forecasting/forecast-change.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum.ts';
import { ForecastModeEnum, ForecastRef } from './forecast.ts';
import { AccuracyFiguresRef } from './forecast-accuracy.ts';
import { ModelVersionRef } from './model-version.ts';
import { SensorRef } from './sensor.ts';
import { sensorScope } from './sensor-scope.ts';
import { delivered, eventAfter, type FeedEvent, StreamItem, streamOf } from './stream.ts';

const ForecastChangeEnum = enumOf<ForecastChange>('ForecastChange', 'What happened to a forecast.', {
  ISSUED: 'It was made.',
  JUDGED: 'All its steps are judged; once more when readings that came late changed that.',
});

const snapshotOf = ({ event }: FeedEvent) => event.payload as unknown as ForecastSnapshot;

const ForecastEventRef = builder.objectRef<FeedEvent>('ForecastEvent').implement({
  description: 'A forecast was made, or was judged. It is in the log before anyone hears of it.',
  interfaces: [StreamItem],
  fields: (t) => ({
    type: t.field({
      type: ForecastChangeEnum,
      description: 'What happened.',
      resolve: ({ event }) =>
        FORECAST_CHANGES.find((change) => event.type === `FORECAST_${change}`) as ForecastChange,
    }),
    time: t.field({
      type: 'DateTime',
      description: 'The origin when it was made, the last step when it was judged.',
      resolve: ({ event }) => event.timeMs,
    }),
    recordedAt: t.field({
      type: 'DateTime',
      description: 'When the server recorded it.',
      resolve: ({ event }) => event.recordedAtMs,
    }),
    sensor: t.field({
      type: SensorRef,
      description: 'The sensor.',
      resolve: (item) => snapshotOf(item).sensorId,
    }),
    forecast: t.loadable({
      type: ForecastRef,
      nullable: true,
      description: 'The forecast as it is now; null when it is no longer kept.',
      load: async (ids: number[], { em }) => {
        const found = new Map((await rowsById(em, Forecast, ids)).map((row) => [row.id, row]));
        return ids.map((id) => found.get(id) ?? null);
      },
      resolve: (item) => snapshotOf(item).forecastId,
    }),
    origin: t.field({
      type: 'DateTime',
      description: 'The last reading that it knew.',
      resolve: (item) => snapshotOf(item).originMs,
    }),
    horizon: t.int({ description: 'How many steps it has.', resolve: (item) => snapshotOf(item).horizon }),
    mode: t.field({
      type: ForecastModeEnum,
      description: 'What made it.',
      resolve: (item) => snapshotOf(item).mode,
    }),
    method: t.string({
      description: 'The family of the model or the naive method.',
      resolve: (item) => snapshotOf(item).method,
    }),
    modelVersion: t.field({
      type: ModelVersionRef,
      nullable: true,
      description: 'The version that made it; null in FALLBACK.',
      resolve: (item) => snapshotOf(item).modelVersionId,
    }),
    accuracy: t.field({
      type: AccuracyFiguresRef,
      nullable: true,
      description:
        'How it turned out, as it was judged then; null when it was made, or where no actual came.',
      resolve: (item) => snapshotOf(item).accuracy,
    }),
  }),
});

const ForecastStreamItem = streamOf('ForecastStreamItem', 'forecastEvents', ForecastEventRef);

const ForecastEventFilter = builder.inputType('ForecastEventFilter', {
  description: 'Which changes to hear of. Every field that is given must match.',
  fields: (t) => ({
    ...sensorScope(t),
    types: t.field({ type: [ForecastChangeEnum], description: 'These changes.' }),
    modes: t.field({ type: [ForecastModeEnum], description: 'Of forecasts made in one of these modes.' }),
  }),
});

builder.subscriptionField('forecastEvents', (t) =>
  t.field({
    type: ForecastStreamItem,
    extensions: delivered('RESUMABLE'),
    description:
      'Every forecast that is made, and every one whose actuals have all come, in order and once. With `after` it begins with ' +
      'what was missed since that cursor, or with a `Gap`: then ask `forecasts`. A `Heartbeat` follows when nothing happens.',
    args: {
      after: t.arg.string({ description: 'The cursor of the last item that was received.' }),
      filter: t.arg({ type: ForecastEventFilter, description: 'Which changes; all when absent.' }),
    },
    subscribe: (_, { after, filter }, { services, em, signal }) => {
      const wanted = { ...filter, within: filter?.equipmentId };
      return followForecasts(services.feed, em, wanted, { after: eventAfter(after), signal });
    },
    resolve: (item) => item,
  }),
);
