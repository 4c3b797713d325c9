import type { EntityManager } from '../db/database.ts';
import type { AnomalyTransition, EpisodeView } from './anomalies.ts';
import { Anomaly, type AnomalyStatus } from './anomaly.ts';
import type { Restart } from './checkpoint.ts';
import { confirmedAmong } from './confirmed-stretches.ts';
import { confidenceIn, type EpisodeMemory, episodeView } from './judging.ts';

/** What judging again says of one episode: how it would be told now, and whether it goes on. */
interface Rejudged {
  readonly told: AnomalyTransition;
  readonly status: AnomalyStatus;
}

/** The facts of the judge and the sensor that every change carries. */
export type Origin = Omit<AnomalyTransition, keyof EpisodeView | 'change' | 'revises' | 'confidence'> & {
  readonly confidence: (score: number) => number;
};

/** An anomaly as it stands published. */
export type Published = Pick<Anomaly, (typeof VIEW)[number] | 'id' | 'status' | 'confidence'>;

/** What was published since a restart and was not retracted, and which of it operators confirmed. */
export async function publishedSince(
  em: EntityManager,
  sensorId: number,
  restart: Restart,
): Promise<{ readonly published: Published[]; readonly confirmedIds: readonly number[] }> {
  const fromMs = restart.episode.state.episode?.startTime ?? restart.saved.throughMs + 1;
  const anomalies = await em.find(
    Anomaly,
    { sensorId, startMs: { $gte: fromMs }, status: { $ne: 'RETRACTED' } },
    { orderBy: { startMs: 'asc' } },
  );
  const confirmed = await confirmedAmong(
    em,
    anomalies.map(({ id }) => id),
  );
  const published = anomalies.map(({ id, status, confidence, ...rest }) => {
    const view = Object.fromEntries(VIEW.map((field) => [field, rest[field] ?? null]));
    return { id, status, confidence, ...view } as Published;
  });
  return { published, confirmedIds: [...confirmed] };
}

/**
 * Compares what was published since a restart with what judging again from there says, and gives the changes that make
 * them one: episodes that are otherwise, that are new, and that were none. What is the same stays untouched. What an
 * operator confirmed is never retracted: where judging again finds nothing it stays as it was published, and is closed.
 */
export function revisionsOf(
  published: readonly Published[],
  confirmed: ReadonlySet<number>,
  before: EpisodeMemory,
  again: readonly AnomalyTransition[],
  origin: Origin,
): AnomalyTransition[] {
  const rejudged = episodesAgain(before, again, origin);
  const taken = new Set<Published>();
  const pairs = rejudged.map((again) => {
    const match = published.find((anomaly) => !taken.has(anomaly) && overlaps(anomaly, again.told));
    if (match) taken.add(match);
    return { again, match };
  });
  const unmatched = published.filter((anomaly) => !taken.has(anomaly));
  const retracted = unmatched.flatMap((anomaly) => {
    if (!confirmed.has(anomaly.id)) return [ended(anomaly, 'RETRACTED', origin)];
    return anomaly.status === 'OPEN' ? [ended(anomaly, 'CLOSED', origin)] : [];
  });
  const changed = pairs.flatMap(({ again, match }) => changesOf(again, match));
  return [...retracted, ...changed].sort((a, b) => turn(a) - turn(b));
}

/** At most one episode is open: whatever ends does so first, and whatever opens comes last. */
const turn = ({ revises, past }: AnomalyTransition): number => {
  if (revises && revises.status !== 'OPEN') return 0;
  return past ? 1 : 2;
};

/** The episodes of a judgement in their order, each as it was last told; the first may have been open at the restart. */
function episodesAgain(
  before: EpisodeMemory,
  again: readonly AnomalyTransition[],
  origin: Origin,
): Rejudged[] {
  const episodes: Rejudged[] = [];
  if (before.told) {
    const view = episodeView(before.told);
    const confidence = confidenceIn(origin.confidence, view);
    episodes.push({ told: { ...origin, ...view, confidence, change: 'EXTENDED' }, status: 'OPEN' });
  }
  for (const transition of again) {
    if (transition.change !== 'OPENED') episodes.pop();
    episodes.push({ told: transition, status: transition.change === 'CLOSED' ? 'CLOSED' : 'OPEN' });
  }
  return episodes;
}

const overlaps = (anomaly: Published, told: EpisodeView): boolean =>
  anomaly.startMs <= told.endMs && told.startMs <= anomaly.endMs;

function changesOf({ told, status }: Rejudged, match: Published | undefined): AnomalyTransition[] {
  if (match) {
    const same = match.status === status && VIEW.every((field) => (match[field] ?? null) === told[field]);
    return same ? [] : [{ ...told, change: 'REVISED', revises: { anomalyId: match.id, status } }];
  }
  const opened: AnomalyTransition = { ...told, change: 'OPENED' };
  if (status === 'OPEN') return [opened];
  return [
    { ...opened, past: true },
    { ...told, change: 'CLOSED', past: true },
  ];
}

const VIEW = [
  'startMs',
  'endMs',
  'peakMs',
  'score',
  'threshold',
  'expected',
  'actual',
  'cause',
] as const satisfies readonly (keyof EpisodeView)[];

const ended = (anomaly: Published, status: AnomalyStatus, origin: Origin): AnomalyTransition => ({
  ...origin,
  startMs: anomaly.startMs,
  endMs: anomaly.endMs,
  peakMs: anomaly.peakMs,
  score: anomaly.score,
  threshold: anomaly.threshold,
  expected: anomaly.expected,
  actual: anomaly.actual ?? null,
  cause: anomaly.cause,
  confidence: anomaly.confidence,
  change: 'REVISED',
  revises: { anomalyId: anomaly.id, status },
});
