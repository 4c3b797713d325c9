import { type Grid, onGrid } from '../datasets/grid.ts';
import type { EntityManager } from '../db/database.ts';
import type { ReadingsStore } from '../readings/store.ts';
import type { LiveAssignment } from '../registry/live-assignments.ts';
import type { ForecastOrder, MadeForecast, TrackerOrder } from './forecast-order.ts';
import type { ForecastRequest } from './forecast-request.ts';
import type { NamedLimit } from './forecast-risk.ts';
import type { ForecastTarget } from './forecast-target.ts';
import { errorOf, type ForecastThread } from './forecast-thread.ts';
import { TRACKER_LOST } from './tracked-forecast.ts';
import {
  type NewTrackerState,
  type StoredTracker,
  storedTrackers,
  type TrackerMark,
} from './tracker-state.ts';

/** A forecast to make: by which version, null for the fallback, from how many samples of history. */
export interface Asked {
  readonly target: ForecastTarget;
  readonly key: string;
  readonly version: LiveAssignment | null;
  readonly history: number;
  readonly limits: readonly NamedLimit[];
  /** Null for the fallback. */
  readonly mark: TrackerMark | null;
  readonly recalibration: Uint8Array | null;
}

/** A forecast, and what its intervals have learnt where that is to be kept. */
export interface LearntForecast {
  readonly made: MadeForecast;
  readonly tracker: NewTrackerState | null;
}

export interface ForecastSources {
  readonly em: EntityManager;
  readonly readings: ReadingsStore;
  readonly thread: ForecastThread;
}

/** What one statement reads, and one message carries: the event loop has its turn in between. */
const BATCH_SAMPLES = 8_192;
const BATCH_FORECASTS = 32;
/** Samples that intervals follow at a time, the latest; those before them count as missing. */
const MOST_FOLLOWED = 1_008;

/**
 * In the order of what is asked; an error where it cannot be made. No forecaster looks at inputs. Where what intervals had
 * learnt cannot be read, it is rebuilt from the readings.
 */
export async function makeForecasts(
  sources: ForecastSources,
  asked: readonly Asked[],
  request: ForecastRequest,
): Promise<(LearntForecast | Error)[]> {
  const answers = await makeInBatches(sources, asked, request);
  const lost = asked.flatMap((one, i) => (isLost(answers[i]) ? [{ one: anew(one), i }] : []));
  if (lost.length === 0) return answers;
  const rebuilt = await makeInBatches(
    sources,
    lost.map(({ one }) => one),
    request,
  );
  for (const [k, { i }] of lost.entries()) answers[i] = rebuilt[k];
  return answers;
}

const isLost = (answer: LearntForecast | Error): boolean =>
  answer instanceof Error && 'code' in answer && answer.code === TRACKER_LOST;

const anew = (asked: Asked): Asked => ({
  ...asked,
  mark: asked.mark && { ...asked.mark, followedMs: asked.mark.begunMs, isStored: false },
});

async function makeInBatches(
  { em, readings, thread }: ForecastSources,
  asked: readonly Asked[],
  request: ForecastRequest,
): Promise<(LearntForecast | Error)[]> {
  const batches: Promise<(LearntForecast | Error)[]>[] = [];
  for (const batch of inBatches(asked)) {
    const grids = batch.map(gridOf);
    const columns = await readings.ranges(batch.map(({ target }, i) => stretchOf(target, grids[i])));
    const marks = batch.flatMap(({ target, mark }) => (mark ? [[target.sensor.id, mark] as const] : []));
    const trackers = await storedTrackers(em, new Map(marks));
    const current = batch.map((one) => currentOf(one, trackers.get(one.target.sensor.id)));
    const orders = current.map(({ one, state }, i): ForecastOrder => {
      const { version, history, limits, recalibration } = one;
      return {
        ...request,
        version: version && { family: version.family, artifactSha256: version.artifactSha256 },
        member: version?.memberPlace ?? 0,
        startStep: grids[i].startMs / grids[i].periodMs,
        values: onGrid(columns[i], grids[i]),
        history,
        tracker: trackerOf(one, state),
        limits,
        recalibration,
      };
    });
    batches.push(
      answersOf(
        thread,
        current.map(({ one }) => one),
        orders,
      ),
    );
    await new Promise(setImmediate);
  }
  return (await Promise.all(batches)).flat();
}

/** Another process may have written since the mark was read. */
const currentOf = (one: Asked, stored: StoredTracker | undefined) => {
  if (stored) return { one: { ...one, mark: stored.mark }, state: stored.state };
  return { one: one.mark?.isStored ? anew(one) : one, state: null };
};

async function answersOf(
  thread: ForecastThread,
  asked: readonly Asked[],
  orders: readonly ForecastOrder[],
): Promise<(LearntForecast | Error)[]> {
  try {
    const answers = await thread.forecast(orders);
    return answers.map((answer, i) => {
      if (!('made' in answer)) return errorOf(answer);
      const { target, mark } = asked[i];
      const { learnt, made } = answer;
      const place = { sensorId: target.sensor.id, followedMs: target.originMs };
      return { made, tracker: learnt && mark && { ...mark, ...place, state: learnt.state } };
    });
  } catch (error) {
    return asked.map(() => error as Error);
  }
}

function inBatches(asked: readonly Asked[]): Asked[][] {
  const batches: Asked[][] = [];
  let samples = Number.POSITIVE_INFINITY;
  for (const one of asked) {
    samples += samplesOf(one);
    if (samples > BATCH_SAMPLES || (batches.at(-1)?.length ?? 0) === BATCH_FORECASTS) {
      batches.push([]);
      samples = samplesOf(one);
    }
    batches[batches.length - 1].push(one);
  }
  return batches;
}

/** Samples that the intervals have not seen. */
const sinceOf = ({ target: { sensor, originMs }, mark }: Asked): number =>
  mark ? Math.max(0, Math.round((originMs - mark.followedMs) / sensor.samplingPeriodMs)) : 0;

const followedOf = (asked: Asked): number => Math.min(MOST_FOLLOWED, sinceOf(asked));

/** Before each sample that is followed lies what a forecast looks at. */
const samplesOf = (asked: Asked): number => asked.history + followedOf(asked);

const trackerOf = (asked: Asked, state: Uint8Array | null): TrackerOrder | null =>
  asked.mark && {
    state,
    since: sinceOf(asked),
    followed: followedOf(asked),
    isStored: asked.mark.isStored,
  };

/** The samples up to the origin, which is the last of them. */
const gridOf = (asked: Asked): Grid => {
  const { sensor, originMs } = asked.target;
  const periodMs = sensor.samplingPeriodMs;
  const count = samplesOf(asked);
  return { startMs: originMs - (count - 1) * periodMs, periodMs, count };
};

/** Readings nearer to a cell of the grid than to any other; none is later than the origin. */
const stretchOf = ({ sensor, originMs }: ForecastTarget, { startMs, periodMs }: Grid) => ({
  sensorId: sensor.id,
  fromMs: Math.ceil(startMs - periodMs / 2),
  toMs: originMs,
});
