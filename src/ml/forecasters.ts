import type { ForecasterFamily } from './forecaster.ts';
import { forecastEnsembleOf } from './forecasting/ensemble/forecast-ensemble.ts';
import { lastValueForecaster, seasonalNaiveForecaster } from './forecasting/naive-forecasters.ts';
import {
  leastSquaresForecaster,
  ridge504Forecaster,
  ridgeForecaster,
} from './forecasting/ridge/ridge-kinds.ts';
import { transformer } from './transformer/transformer.ts';

/** Every kind that can be a member of an ensemble. */
const MEMBERS: Readonly<Record<string, ForecasterFamily<unknown>>> = {
  [ridgeForecaster.name]: ridgeForecaster,
  [ridge504Forecaster.name]: ridge504Forecaster,
  [leastSquaresForecaster.name]: leastSquaresForecaster,
  [transformer.name]: transformer,
  [seasonalNaiveForecaster.name]: seasonalNaiveForecaster,
  [lastValueForecaster.name]: lastValueForecaster,
};

const ensemble = forecastEnsembleOf(MEMBERS);

/** Every kind of forecaster by its name. What `parseConfig` of a family returns belongs to that family's `fit`. */
export const FORECASTER_FAMILIES: Readonly<Record<string, ForecasterFamily<unknown>>> = {
  ...MEMBERS,
  [ensemble.name]: ensemble,
};
