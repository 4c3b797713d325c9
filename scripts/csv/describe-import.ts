import type { CsvImport } from '../../src/ingest/csv-import.ts';
import type { BadRow } from '../../src/ingest/csv-layout.ts';
import type { SensorDirectory } from '../../src/ingest/sensor-directory.ts';
import { table } from '../terminal/table.ts';

/** So many rows are shown to a person; `--json` has all. */
const MOST_SHOWN = 20;

/** One bad row, in words. */
function badRowText({ line, column, found, expected }: BadRow): string {
  const where = column === null ? `line ${line}` : `line ${line}, column ${column}`;
  return `${where}: ${found}. Write ${expected}.`;
}

function badRows(bad: readonly BadRow[]): string[] {
  const shown = bad.slice(0, MOST_SHOWN).map(badRowText);
  return bad.length > MOST_SHOWN
    ? [...shown, `… and ${bad.length - MOST_SHOWN} more; --json has them all.`]
    : shown;
}

/** What a trial found: how much of which sensor, from when to when. */
export function describeTrial({ report, spans }: CsvImport, { sensors }: SensorDirectory): string {
  const rows = [...spans].map(([place, { readings, firstMs, lastMs }]) => [
    sensors[place].tag,
    String(readings),
    new Date(firstMs).toISOString(),
    new Date(lastMs).toISOString(),
  ]);
  const head = ['sensor', 'readings', 'first', 'last'];
  const sum = `${report.format}: ${report.readings} readings of ${spans.size} sensors in ${report.rows} rows would be sent; nothing was.`;
  return [...badRows(report.bad), table(head, rows), sum].join('\n');
}

/** What an import did. */
export function describeImport({ report, spans }: CsvImport): string {
  const { readings, accepted, duplicates, late, backfilled, bad, stopped, settledLine } = report;
  const lines = badRows(bad);
  lines.push(
    `${report.format}: ${readings} readings of ${spans.size} sensors: ${accepted} stored (${late} late, ${backfilled} backfilled), ` +
      `${duplicates} known before, ${bad.length} not taken.`,
  );
  if (stopped)
    lines.push(
      `Stopped; everything through line ${settledLine} is settled. Correct the file and run it again, or leave out rows with --bad-rows skip.`,
    );
  return lines.join('\n');
}
