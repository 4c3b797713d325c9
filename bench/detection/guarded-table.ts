import { table } from '../../scripts/terminal/table.ts';
import type { Spacecraft } from '../../src/ingest/nasa-unit.ts';
import { SPACECRAFT } from '../nasa/nasa-channel.ts';
import { PUBLISHED } from '../nasa/published.ts';
import type { GuardedFigures, MeasuredRow } from './measured-rows.ts';

const HEAD = [
  '',
  'F1',
  '90 % of',
  'TP/FN/FP',
  'flagged',
  'no padding',
  'null, p95',
  'AP',
  'affiliation',
  'VUS-PR',
  'delay',
  'false/10k',
  's',
];

/** A table a spacecraft: what is published, what we measured, and what each F1 is worth. */
export const guardedTables = (rows: Readonly<Record<string, MeasuredRow>>, basis: string): string =>
  SPACECRAFT.filter((craft) => Object.values(rows)[0][craft].labels > 0)
    .map((craft) => {
      const { channels, labels } = Object.values(rows)[0][craft];
      const ours = Object.entries(rows).map(([name, row]) => [
        name,
        ...cells(row[craft]),
        row.secondsPerChannel.median.toFixed(2),
      ]);
      const title = `${craft}, ours on ${channels} channels with ${labels} labels; ${basis}`;
      return `${title}\n${table(HEAD, [...publishedRows(craft), ...ours])}`;
    })
    .join('\n\n');

const publishedRows = (craft: Spacecraft): string[][] =>
  PUBLISHED.map(({ method, source, seconds, ...f1 }) => {
    const unknown = new Array(HEAD.length - 3).fill('');
    return [`${method} (${source})`, f1[craft].toFixed(3), ...unknown, seconds ?? ''];
  });

const share = (value: number | null, digits = 3): string => (value === null ? '–' : value.toFixed(digits));

const cells = (figures: GuardedFigures): string[] => {
  const { truePositives, falseNegatives, falsePositives, rotationNull, medianDelay } = figures;
  return [
    share(figures.f1),
    figures.f1Interval90.map((bound) => bound.toFixed(2)).join('–'),
    [truePositives, falseNegatives, falsePositives].join('/'),
    `${(100 * figures.shareFlagged).toFixed(1)} %`,
    share(figures.f1NoPadding),
    `${share(rotationNull.mean, 2)}, ${share(rotationNull.p95, 2)}`,
    share(figures.averagePrecision),
    share(figures.affiliationF1),
    share(figures.volumeUnderPr),
    medianDelay === null ? '–' : String(medianDelay),
    share(figures.falseAlarmsPer10000, 2),
  ];
};
