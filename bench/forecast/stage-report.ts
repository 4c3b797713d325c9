import { table } from '../../scripts/terminal/table.ts';
import { RISK_LEVELS } from '../../src/ml/risk/risk-level.ts';
import type { MeasuredRow } from './forecast-report.ts';
import { LEVEL } from './measured-row.ts';
import { METHODS, RISK_STEPS } from './risk-figures.ts';

const channelsOf = (row: MeasuredRow): string[] =>
  Object.keys(Object.values(row)[0]?.intervals?.tracker?.coverageByChannel ?? {});

/** Every stage of intervals at every horizon, with the coverage of each channel. */
export function stagesText(row: MeasuredRow): string {
  const channels = channelsOf(row);
  const rows = Object.entries(row).flatMap(([horizon, { intervals }]) =>
    Object.entries(intervals ?? {}).flatMap(([stage, figures]) =>
      figures === null
        ? []
        : [
            [
              horizon,
              stage,
              figures.coverage.toFixed(3),
              figures.width.toFixed(2),
              figures.intervalScore.toFixed(2),
              ...channels.map((channel) => figures.coverageByChannel[channel].toFixed(3)),
            ],
          ],
    ),
  );
  return table(
    ['steps', `${100 * LEVEL} % interval`, 'coverage', 'width', 'interval score', ...channels],
    rows,
  );
}

/** Every way to say how likely a crossing is. */
export function riskText(row: MeasuredRow): string {
  const risk = Object.values(row).find((figures) => figures.risk !== null)?.risk ?? {};
  const rows = RISK_STEPS.flatMap((steps) => {
    const figures = risk[steps];
    if (!figures) return [];
    const { cases, shareCrossed } = figures;
    return METHODS.map((method) => [method, figures[method]] as const).map(([method, score]) => [
      `${steps}`,
      `${cases}`,
      shareCrossed.toFixed(3),
      method,
      score.brierSkill.toFixed(3),
      score.brierSkillWithinLimits.toFixed(3),
      score.ece.toFixed(3),
      score.warned.toFixed(2),
      `${score.leadTime}`,
    ]);
  });
  const said = ['Brier skill', 'within limits', 'ECE', 'warned', 'lead, steps'];
  return table(['steps', 'cases', 'crossed', 'risk', ...said], rows);
}

/** What became of the cases of each level of risk. */
export function riskLevelsText(row: MeasuredRow): string {
  const risk = Object.values(row).find((figures) => figures.risk !== null)?.risk ?? {};
  const share = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  const rows = RISK_STEPS.flatMap((steps) => {
    const figures = risk[steps];
    if (!figures) return [];
    const levels = Object.values(figures.levels).map(({ cases, crossed }) => `${share(crossed)} of ${cases}`);
    return [[`${steps}`, ...levels, share(figures.crossedByMedian)]];
  });
  return table(['crossed, of level; steps', ...RISK_LEVELS, 'by the median time'], rows);
}
