import { ridgeFamily } from './ridge-forecaster.ts';

/** How the weights are held back, chosen on validation rows by `npm run bench:choose-forecast`. */
const CHOSEN = {
  windowsPerInput: 1,
  withProfile: true,
  decay: 0.5,
  offPhase: 8,
  near: 1,
  penalty: 7,
  correction: 1,
};

/** The default: four look-backs, averaged. */
export const ridgeForecaster = ridgeFamily({ name: 'ridge', lookbacks: [336, 504, 720, 1_008], ...CHOSEN });

/** One look-back of three weeks of hours. */
export const ridge504Forecaster = ridgeFamily({ name: 'ridge-504', lookbacks: [504], ...CHOSEN });

/** Ordinary least squares on windows less their level: the challenger. The penalty only keeps it definite. */
export const leastSquaresForecaster = ridgeFamily({
  name: 'ols',
  lookbacks: [336],
  windowsPerInput: 3,
  withProfile: false,
  decay: 0,
  offPhase: 1,
  near: 0,
  penalty: 1e-6,
  correction: null,
});
