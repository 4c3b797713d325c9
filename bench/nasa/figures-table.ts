import { table } from '../../scripts/terminal/table.ts';
import type { DetectionFigures, FiguresByCraft } from './detection-figures.ts';
import { SPACECRAFT } from './nasa-channel.ts';

const HEAD = ['', 'F1', '90 % of', 'TP/FN/FP', 'no padding', 'flagged', 'null, p95'];

/** A table a spacecraft: what a detector found, and what its F1 is worth. */
export const figuresTables = (rows: Readonly<Record<string, FiguresByCraft>>): string =>
  SPACECRAFT.map((craft) => {
    const { channels, labels } = Object.values(rows)[0][craft];
    const body = Object.entries(rows).map(([name, figures]) => [name, ...cells(figures[craft])]);
    return `${craft}, ${channels} channels, ${labels} labels\n${table(HEAD, body)}`;
  }).join('\n\n');

const cells = (figures: DetectionFigures): string[] => {
  const { f1, f1Deviation, f1Interval90, truePositives, falseNegatives, falsePositives } = figures;
  const { f1NoPadding, shareFlagged, rotationNull } = figures;
  const counts = [truePositives, falseNegatives, falsePositives].map((count) => Math.round(10 * count) / 10);
  return [
    f1Deviation === null ? f1.toFixed(3) : `${f1.toFixed(3)} ± ${f1Deviation.toFixed(3)}`,
    f1Interval90.map((bound) => bound.toFixed(2)).join('–'),
    counts.join('/'),
    f1NoPadding.toFixed(3),
    `${(100 * shareFlagged).toFixed(1)} %`,
    `${rotationNull.mean.toFixed(3)}, ${rotationNull.p95.toFixed(3)}`,
  ];
};
