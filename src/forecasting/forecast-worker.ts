import { parentPort } from 'node:worker_threads';
import { CorruptArtifactError, DomainError } from '../errors.ts';
import type { FittedForecaster, ForecastPath } from '../ml/forecaster.ts';
import { FORECASTER_FAMILIES } from '../ml/forecasters.ts';
import { type FallbackForecast, fallbackForecast } from '../ml/forecasting/fallback-forecast.ts';
import { naiveBaseline } from '../ml/forecasting/naive-baseline.ts';
import type {
  ForecastAnswer,
  ForecasterAddress,
  ForecasterFacts,
  ForecastOrder,
  LearntState,
  MadeForecast,
  ThreadFault,
  ThreadQuestion,
  ThreadReply,
} from './forecast-order.ts';
import { probabilityOf, type StoredRisk } from './forecast-risk.ts';
import { limitRisks } from './limit-risks.ts';
import { type TrackedForecast, trackedForecast } from './tracked-forecast.ts';

/** By the hash of their weights: one forecaster, or one for each sensor of a group. */
const loaded = new Map<string, readonly FittedForecaster[]>();

function load({ family, artifactSha256 }: ForecasterAddress, bytes: Uint8Array): ForecasterFacts {
  if (!Object.hasOwn(FORECASTER_FAMILIES, family)) {
    throw new CorruptArtifactError(`artifact ${artifactSha256}`, `${family} is no family of forecasters`);
  }
  const known = FORECASTER_FAMILIES[family];
  const members = known.group ? known.group.load(bytes).members : [known.load(bytes)];
  loaded.set(artifactSha256, members);
  return {
    lookback: Math.max(...members.map(({ lookback }) => lookback)),
    season: Math.max(...members.map(({ season }) => season)),
  };
}

/** Weights with one forecaster serve every sensor alike. */
function forecasterOf({ artifactSha256 }: ForecasterAddress, member: number): FittedForecaster {
  const members = loaded.get(artifactSha256) ?? [];
  const forecaster = members.length === 1 ? members[0] : members[member];
  if (forecaster) return forecaster;
  throw new CorruptArtifactError(`artifact ${artifactSha256}`, `it holds ${members.length} sensors`);
}

/** By the version, with bands that have followed the sensor where its method can; without one by the fallback. */
function pathOf(order: ForecastOrder): FallbackForecast | TrackedForecast | ForecastPath {
  const { version, member, values, startStep, history, tracker, horizon, levels } = order;
  const before = values.length - history;
  const series = { values: values.subarray(before), inputs: [], startStep: startStep + before };
  if (!version) return fallbackForecast(series, horizon, levels);
  const forecaster = forecasterOf(version, member);
  const tracked = tracker && trackedForecast(forecaster, tracker, { values, startStep }, horizon, levels);
  return tracked ?? forecaster.forecast(series, horizon, levels);
}

function riskOf(order: ForecastOrder, path: ForecastPath | TrackedForecast): StoredRisk {
  const { values, limits, recalibration } = order;
  if (!('tracker' in path)) return { absence: 'NO_RESIDUAL_PATHS', cycle: 1, limits: [] };
  const { cycle } = path.tracker.calibration.scale;
  if (limits.length === 0) return { absence: 'NO_LIMITS', cycle, limits: [] };
  const last = values[values.length - 1];
  return { absence: null, cycle, limits: limitRisks(path, limits, last, recalibration) };
}

/** Kept once a season of samples is new: until then it is caught up with from what was kept before. */
function learntBy(order: ForecastOrder, path: ForecastPath | TrackedForecast): LearntState {
  if (!('tracker' in path) || !order.tracker) return null;
  const { tracker } = path;
  const { isStored, since } = order.tracker;
  if (isStored && since < tracker.calibration.scale.cycle) return null;
  return { state: Number.isFinite(tracker.observedThrough) ? tracker.save() : null };
}

function made(order: ForecastOrder, path: ForecastPath | FallbackForecast | TrackedForecast): MadeForecast {
  const { version, member, horizon } = order;
  refuseNonFinite(path);
  const naive = 'season' in path ? path : null;
  const forecaster = version && forecasterOf(version, member);
  const values = order.values.subarray(order.values.length - order.history);
  const season = naive?.season ?? (forecaster as FittedForecaster).season;
  const baseline = naiveBaseline(values, season, horizon);
  const risk = riskOf(order, path);
  const bands = path.bands.map(({ level, lower, upper }) => ({
    level,
    lower: [...lower],
    upper: [...upper],
  }));
  return {
    naiveMethod: naive?.method ?? null,
    point: JSON.stringify([...path.point]),
    bands: JSON.stringify(bands),
    baseline: JSON.stringify([...baseline.path]),
    baselineMethod: baseline.method,
    scale: baseline.scale,
    risk: JSON.stringify(risk),
    riskProbability: probabilityOf(risk),
  };
}

/** JSON has no word for them, and nobody can plot them: such a version is not used. */
function refuseNonFinite({ point, bands }: ForecastPath): void {
  const columns = [point, ...bands.flatMap(({ lower, upper }) => [lower, upper])];
  if (!columns.every((column) => column.every(Number.isFinite))) {
    throw new Error('The forecast is not finite');
  }
}

function faultOf(error: unknown): ThreadFault {
  if (!(error instanceof DomainError)) return { fault: error instanceof Error ? error.message : `${error}` };
  const { code, message, remedy, details } = error;
  return { refused: { code, message, remedy, details } };
}

function answerTo(order: ForecastOrder): ForecastAnswer {
  try {
    const path = pathOf(order);
    return { made: made(order, path), learnt: learntBy(order, path) };
  } catch (error) {
    return faultOf(error);
  }
}

function replyTo(question: ThreadQuestion): ThreadReply['reply'] | undefined {
  if (question.kind === 'FORECAST') return question.orders.map(answerTo);
  if (question.kind === 'LOAD') return load(question.address, question.bytes);
  loaded.delete(question.artifactSha256);
  return undefined;
}

parentPort?.on('message', (question: ThreadQuestion) => {
  let reply: ThreadReply['reply'] | undefined;
  try {
    reply = replyTo(question);
  } catch (error) {
    reply = faultOf(error);
  }
  if (reply) parentPort?.postMessage({ id: question.id, reply } satisfies ThreadReply);
});
