import type { ForecasterFamily } from './forecaster.ts';
import { lastValueForecaster, seasonalNaiveForecaster } from './forecasting/naive-forecasters.ts';
import { ridgeForecaster } from './forecasting/ridge-forecaster.ts';
import { transformer } from './transformer/transformer.ts';

/** Every kind of forecaster by its name. What `parseConfig` of a family returns belongs to that family's `fit`. */
export const FORECASTER_FAMILIES: Readonly<Record<string, ForecasterFamily<unknown>>> = {
  [ridgeForecaster.name]: ridgeForecaster,
  [transformer.name]: transformer,
  [seasonalNaiveForecaster.name]: seasonalNaiveForecaster,
  [lastValueForecaster.name]: lastValueForecaster,
};
