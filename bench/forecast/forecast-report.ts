import { table } from '../../scripts/terminal/table.ts';
import { HORIZONS, type HorizonFigures } from './measured-row.ts';

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

/** What `--json` prints. Errors and widths are in standard deviations of the train rows. */
export const rowReport = (forecaster: string, row: MeasuredRow) => ({
  forecaster,
  lookback: Math.max(...Object.values(row).map(({ lookback }) => lookback)),
  mse: byHorizon(row, ({ mse }) => mse),
  mae: byHorizon(row, ({ mae }) => mae),
  coverage: byHorizon(row, ({ intervals }) => intervals?.coverage),
  width: byHorizon(row, ({ intervals }) => intervals?.width),
  intervalScore: byHorizon(row, ({ intervals }) => intervals?.intervalScore),
  brierSkill: { 24: null, 96: null },
  ece: { 24: null, 96: null },
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

const intervalCells = ({ coverage, width, intervalScore }: RowReport): string[][] =>
  HORIZONS.filter((horizon) => coverage[horizon] !== null).map((horizon) => [
    `${horizon}`,
    cell(coverage[horizon]),
    cell(width[horizon], 2),
    cell(intervalScore[horizon], 2),
  ]);

/** The naive and the least squares row stand below ours; then the intervals of ours. */
export function reportText(reports: readonly RowReport[]): string {
  const points = table([...HEAD, ...MORE], reports.map(pointCells));
  const intervals = table(
    ['90 % interval, steps', 'coverage', 'width', 'interval score'],
    intervalCells(reports[0]),
  );
  return `${points}\n\n${intervals}`;
}
