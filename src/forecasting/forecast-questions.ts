import type { EntityManager } from '../db/database.ts';
import { limitHistories } from '../equipment/limit-history.ts';
import type { LiveAssignment } from '../registry/live-assignments.ts';
import { namedLimits } from './forecast-risk.ts';
import type { ForecastTarget } from './forecast-target.ts';
import type { Asked } from './make-forecasts.ts';
import { reachOf } from './recalibration.ts';
import { recalibrationStates } from './risk-recalibration-state.ts';
import { trackerMarks } from './tracker-state.ts';

/** A forecast to make, before it is known what has been learnt of its sensor. */
export type Question = Pick<Asked, 'target' | 'key' | 'version' | 'history'>;

/** Questions with the limits in force at their origins and what earlier forecasts have taught. Four statements. */
export async function questionsWithMemory(
  em: EntityManager,
  questions: readonly Question[],
  horizon: number,
): Promise<Asked[]> {
  if (questions.length === 0) return [];
  const versioned = questions.flatMap(({ target, version }) => (version ? [ownerOf(target, version)] : []));
  const marks = await trackerMarks(em, versioned);
  const reach = reachOf(horizon);
  const recalibration = await recalibrationStates(
    em,
    versioned.map(({ sensorId, modelVersionId }) => ({ sensorId, modelVersionId, reach })),
  );
  const limits = await limitHistories(
    em,
    versioned.map(({ sensorId }) => sensorId),
    Math.min(...questions.map(({ target }) => target.originMs)),
  );
  return questions.map((question) => {
    const { target, version } = question;
    const sensorId = target.sensor.id;
    if (!version) return { ...question, limits: [], mark: null, recalibration: null };
    const { modelVersionId } = version;
    return {
      ...question,
      limits: namedLimits(limits.get(sensorId)?.at(target.originMs) ?? null),
      mark: marks.get(sensorId) ?? null,
      recalibration: recalibration({ sensorId, modelVersionId, reach }),
    };
  });
}

/**
 * Questions of versions in the shadow: their intervals follow the latest readings anew each time, because what is kept of a
 * sensor is of the version that is live; nothing is said of the risk.
 */
export async function shadowQuestions(em: EntityManager, questions: readonly Question[]): Promise<Asked[]> {
  const versioned = questions.flatMap(({ target, version }) => (version ? [ownerOf(target, version)] : []));
  const marks = await trackerMarks(em, versioned);
  return questions.map((question) => {
    const mark = marks.get(question.target.sensor.id);
    const anew = mark && { ...mark, followedMs: mark.begunMs, isStored: false };
    return { ...question, limits: [], mark: anew ?? null, recalibration: null };
  });
}

const ownerOf = ({ sensor, originMs }: ForecastTarget, { modelVersionId }: LiveAssignment) => ({
  sensorId: sensor.id,
  originMs,
  modelVersionId,
});
