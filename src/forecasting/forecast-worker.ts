import { parentPort } from 'node:worker_threads';
import { CorruptArtifactError, DomainError } from '../errors.ts';
import type { FittedForecaster, ForecastPath } from '../ml/forecaster.ts';
import { FORECASTER_FAMILIES } from '../ml/forecasters.ts';
import { fallbackForecast } from '../ml/forecasting/fallback-forecast.ts';
import { naiveBaseline } from '../ml/forecasting/naive-baseline.ts';
import type {
  ForecastAnswer,
  ForecasterAddress,
  ForecasterFacts,
  ForecastOrder,
  MadeForecast,
  ThreadFault,
  ThreadQuestion,
  ThreadReply,
} from './forecast-order.ts';

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

function made({ version, member, values, startStep, horizon, levels }: ForecastOrder): MadeForecast {
  const history = { values, inputs: [], startStep };
  const forecaster = version && forecasterOf(version, member);
  const naive = forecaster ? null : fallbackForecast(history, horizon, levels);
  const path = naive ?? (forecaster as FittedForecaster).forecast(history, horizon, levels);
  refuseNonFinite(path);
  const season = naive?.season ?? (forecaster as FittedForecaster).season;
  const baseline = naiveBaseline(values, season, horizon);
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
    return { made: made(order) };
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
