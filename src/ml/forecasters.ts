import type { ForecasterFamily } from './forecaster.ts';
import { lastValueForecaster, seasonalNaiveForecaster } from './forecasting/naive-forecasters.ts';
import {
  leastSquaresForecaster,
  ridge504Forecaster,
  ridgeForecaster,
} from './forecasting/ridge/ridge-kinds.ts';

/** Every kind of forecaster by its name. What `parseConfig` of a family returns belongs to that family's `fit`. */
export const FORECASTER_FAMILIES: Readonly<Record<string, ForecasterFamily<unknown>>> = {
  [ridgeForecaster.name]: ridgeForecaster,
  [ridge504Forecaster.name]: ridge504Forecaster,
  [leastSquaresForecaster.name]: leastSquaresForecaster,
  [seasonalNaiveForecaster.name]: seasonalNaiveForecaster,
  [lastValueForecaster.name]: lastValueForecaster,
};
