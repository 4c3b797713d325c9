import { HorizonTooLongError, InvalidInputError } from '../errors.ts';
import { LONGEST_HORIZON } from '../ml/forecasting/forecaster-config.ts';
import type { ForecastMode } from './forecast.ts';

/** How far ahead, in steps of the sampling period, and with bands of which levels, ascending. */
export interface ForecastRequest {
  readonly horizon: number;
  readonly levels: readonly number[];
}

const MOST_LEVELS = 9;

/** @throws InvalidInputError, HorizonTooLongError */
export function refuseRequest({ horizon, levels }: ForecastRequest): void {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new InvalidInputError('horizon', horizon, `a whole number of steps from 1 to ${LONGEST_HORIZON}`);
  }
  if (horizon > LONGEST_HORIZON) throw new HorizonTooLongError(horizon, LONGEST_HORIZON);
  if (levels.length > MOST_LEVELS) {
    throw new InvalidInputError('levels', `a list of ${levels.length}`, `at most ${MOST_LEVELS} levels`);
  }
  levels.forEach((level, i) => {
    if (!(level > 0 && level < 1))
      throw new InvalidInputError('levels', level, 'between 0 and 1, both left out');
    if (i > 0 && level <= levels[i - 1]) {
      throw new InvalidInputError('levels', levels.join(', '), 'ascending, each once');
    }
  });
}

const WORDS: Readonly<Record<ForecastMode, string>> = {
  MODEL: 'version ',
  LAST_GOOD: 'stand-in ',
  FALLBACK: 'fallback',
  SHADOW: 'shadow ',
};

/** What is the same in the keys of one request, whoever makes the forecast. */
export const requestOf = (key: string): string => key.slice(key.indexOf(','));

/** The same for the same question of the same version in the same mode, null for the fallback. */
export const requestKey = (
  modelVersionId: number | null,
  { horizon, levels }: ForecastRequest,
  mode: ForecastMode,
): string => `${WORDS[mode]}${modelVersionId ?? ''}, ${horizon} steps, ${levels.join(' ')}`;
