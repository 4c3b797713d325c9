import { table } from '../../scripts/terminal/table.ts';
import { SPACECRAFT } from '../nasa/nasa-channel.ts';
import type { VariantFigures } from './variant-figures.ts';

/** A row of the study: what was judged, and how it did. */
export interface StudyRow {
  readonly seeds: readonly number[];
  readonly channels: readonly string[];
  readonly variants: Readonly<Record<string, VariantFigures>>;
}

const HEAD = ['', 'channels', ...SPACECRAFT.flatMap((craft) => [`${craft} F1`, 'TP/FN/FP', 'flagged'])];

export const studyTable = (rows: Readonly<Record<string, StudyRow>>): string =>
  table(
    HEAD,
    Object.entries(rows).flatMap(([name, { channels, variants }]) =>
      Object.entries(variants).map(([variant, figures]) => [
        `${name}: ${variant}`,
        String(channels.length),
        ...SPACECRAFT.flatMap((craft) => cells(figures[craft])),
      ]),
    ),
  );

const cells = (figures: VariantFigures[keyof VariantFigures]): string[] => {
  const { f1, f1Deviation, truePositives, falseNegatives, falsePositives, shareFlagged } = figures;
  const counts = [truePositives, falseNegatives, falsePositives].map((count) => Math.round(10 * count) / 10);
  return [
    f1Deviation === null ? f1.toFixed(3) : `${f1.toFixed(3)} ± ${f1Deviation.toFixed(3)}`,
    counts.join('/'),
    `${(100 * shareFlagged).toFixed(1)} %`,
  ];
};
