import { table } from '../../scripts/terminal/table.ts';
import { HORIZONS, type HorizonFigures } from './measured-row.ts';
import { RISK_STEPS, type RiskFigures } from './risk-figures.ts';

/** A forecaster's figures by horizon. */
export type MeasuredRow = Readonly<Record<string, HorizonFigures>>;

const DIGITS = 5;

/** Five significant digits. */
const rounded = (value: number): number => Number(value.toPrecision(DIGITS));

/** A figure by horizon; null for a horizon that the file is too short for. */
const byHorizon = (row: MeasuredRow, figure: (figures: HorizonFigures) => number | undefined) =>
  Object.fromEntries(
    HORIZONS.map((horizon) => {
      const figures = row[horizon];
      const value = figures && figure(figures);
      return [horizon, value === undefined ? null : rounded(value)];
    }),
  );

const bySteps = (row: MeasuredRow, figure: (figures: RiskFigures) => number) => {
  const risk = Object.values(row).find((figures) => figures.risk !== null)?.risk;
  return Object.fromEntries(
    RISK_STEPS.map((steps) => {
      const figures = risk?.[steps];
      return [steps, figures ? rounded(figure(figures)) : null];
    }),
  );
};

/** What `--json` prints. Errors and widths are in standard deviations of the train rows. */
export const rowReport = (forecaster: string, row: MeasuredRow) => ({
  forecaster,
  lookback: Math.max(...Object.values(row).map(({ lookback }) => lookback)),
  mse: byHorizon(row, ({ mse }) => mse),
  mae: byHorizon(row, ({ mae }) => mae),
  coverage: byHorizon(row, ({ intervals }) => intervals?.tracker?.coverage),
  width: byHorizon(row, ({ intervals }) => intervals?.tracker?.width),
  intervalScore: byHorizon(row, ({ intervals }) => intervals?.tracker?.intervalScore),
  brierSkill: bySteps(row, ({ recalibrated }) => recalibrated.brierSkill),
  ece: bySteps(row, ({ recalibrated }) => recalibrated.ece),
  fitSeconds: byHorizon(row, ({ fitSeconds }) => fitSeconds),
  forecastsPerSecond: Math.round(Object.values(row)[0].forecastsPerSecond),
});

export type RowReport = ReturnType<typeof rowReport>;

const HEAD = ['forecaster', 'look-back', ...HORIZONS.map((horizon) => `MSE ${horizon}`)];
const MORE = [...HORIZONS.map((horizon) => `MAE ${horizon}`), 'fit, s (most)', 'forecasts/s'];

const cell = (value: number | null, digits = 3): string => (value === null ? '–' : value.toFixed(digits));

const pointCells = (report: RowReport): string[] => [
  report.forecaster,
  `${report.lookback}`,
  ...Object.values(report.mse).map((value) => cell(value)),
  ...Object.values(report.mae).map((value) => cell(value)),
  cell(Math.max(...Object.values(report.fitSeconds).map((value) => value ?? 0)), 2),
  `${report.forecastsPerSecond}`,
];

/** The naive and the least squares row stand below ours. */
export const reportText = (reports: readonly RowReport[]): string =>
  table([...HEAD, ...MORE], reports.map(pointCells));
