import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** What a machine may offer, by the variable that says so; a test that does without it says so by this word. */
const SERVICES = [
  ['PostgreSQL', 'TELLTALE_TEST_POSTGRES_URL'],
  ['Redis', 'REDIS_SERVER_PATH'],
  ['browser', 'CHROMIUM_PATH'],
  ['NASA', 'TELLTALE_NASA_DIR'],
  ['ETT', 'TELLTALE_ETT_DIR'],
] as const;

const [reportPath, logPath, exitCode] = process.argv.slice(2);
if (!reportPath || !logPath || exitCode === undefined) {
  console.error('Usage: node scripts/summarise-tests.ts REPORT.json CHECK.log EXIT_CODE');
  process.exit(2);
}

/** The room whose tests a file holds. */
function roomOf(file: string): string {
  const [, room, ...rest] = relative(process.cwd(), file).replaceAll('\\', '/').split('/');
  return rest.length > 0 ? room : room.replace('.test.ts', '');
}

function countByRoom({ testResults }: Report): Map<string, Count> {
  const rooms = new Map<string, Count>();
  for (const { name, status, assertionResults } of testResults) {
    const count = rooms.get(roomOf(name)) ?? { passed: 0, failed: 0, skipped: 0 };
    rooms.set(roomOf(name), count);
    // A file that cannot be loaded fails without any test.
    if (status === 'failed' && assertionResults.length === 0) count.failed++;
    for (const test of assertionResults) {
      if (test.status === 'passed' || test.status === 'failed') count[test.status]++;
      else count.skipped++;
    }
  }
  return new Map([...rooms].sort(([a], [b]) => a.localeCompare(b)));
}

const report: Report = existsSync(reportPath)
  ? JSON.parse(readFileSync(reportPath, 'utf8'))
  : { testResults: [] };
const log = stripVTControlCharacters(readFileSync(logPath, 'utf8'));
const reasons = [...new Set(log.match(/^skipped: .*$/gm) ?? [])];
const total: Count = { passed: 0, failed: 0, skipped: 0 };

console.log(`\n${'room'.padEnd(24)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'skipped'.padStart(8)}`);
for (const [room, count] of countByRoom(report)) {
  const cells = [count.passed, count.failed, count.skipped].map((cell) => String(cell).padStart(8));
  console.log(room.padEnd(24) + cells.join(''));
  for (const kind of ['passed', 'failed', 'skipped'] as const) total[kind] += count[kind];
}

const broken: string[] = [];
console.log('');
for (const [service, variable] of SERVICES) {
  const skipped = reasons.filter((reason) => reason.includes(service));
  console.log(`${service.padEnd(24)}${process.env[variable] ? 'found' : 'not on this machine'}`);
  if (process.env[variable] && skipped.length > 0)
    broken.push(`${service} was found, and yet: ${skipped.join('; ')}`);
}
for (const reason of reasons) console.log(reason);

const complete = SERVICES.every(([, variable]) => process.env[variable]);
if (total.skipped > 0 && (complete || reasons.length === 0))
  broken.push('tests were skipped without a reason');
if (exitCode !== '0' && total.failed === 0) broken.push('npm run check failed; its last step is above');
if (total.passed === 0) broken.push('no test ran');
for (const what of broken) console.log(`FAILED: ${what}`);

const failed = total.failed + broken.length;
console.log(`\n${total.passed} passed, ${failed} failed, ${total.skipped} skipped`);
process.exit(failed > 0 ? 1 : 0);
