import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../scripts/terminal/failure.ts';
import { table } from '../scripts/terminal/table.ts';
import { wholeNumber } from '../scripts/terminal/whole-number.ts';
import { ATTACKS } from './hostile/attacks.ts';
import { type HostilePlant, openPlant } from './hostile/plant.ts';
import { figuresOf, type Row, textOf } from './hostile/row.ts';
import { writeResult } from './result.ts';

const USAGE = `npm run bench:hostile -- [options]

One server with its defaults on SQLite, a screen that lists 50 sensors twenty times a second and one that follows a sensor
which sends ten times a second; alone, and beside each attack in turn, which comes from a process of its own and another
address of loopback. Before each attack they are measured alone once more. Prints the 99th percentiles and how many
times longer they are beside the attack, and what the attacker was answered. The result is bench/results/hostile.json;
ends with 1 when a list takes more than three times as long, or a well-behaved request fails.

  --seconds N    of each measurement, 2 to 60 (10)
  --attack NAME  that one only; one of: ${Object.keys(ATTACKS).join(', ')}
  --json         prints the result as JSON
  --help         prints this`;

const MOST_RATIO = 3;
const COOL_DOWN_MS = 2_000;

/** What the well-behaved measured, and the share of a core that the server used meanwhile. */
async function worked(seconds: number, plant: HostilePlant) {
  const [before, began] = [await plant.cpuSeconds(), performance.now()];
  const measured = await plant.clients.work(seconds);
  const cpu = ((await plant.cpuSeconds()) - before) / ((performance.now() - began) / 1_000);
  return { measured, cpu: Math.round(1_000 * cpu) / 1_000 };
}

async function attacked(attack: string, seconds: number, plant: HostilePlant) {
  const attacker = fork(resolve(import.meta.dirname, 'hostile/attacker.ts'));
  try {
    await once(attacker, 'message');
    const { url, sensorId, tokens } = plant;
    const outcomes = once(attacker, 'message');
    attacker.send({ attack, url, sensorId, token: tokens.attacker, seconds });
    const measured = await worked(seconds, plant);
    const [said] = (await outcomes) as [Readonly<Record<string, number>>];
    return { ...measured, outcomes: said };
  } finally {
    attacker.kill();
  }
}

async function measure(names: readonly string[], seconds: number, plant: HostilePlant): Promise<Row[]> {
  const rows: Row[] = [];
  await plant.clients.work(seconds);
  for (const attack of names) {
    process.stderr.write(`${attack}\n`);
    const alone = await worked(seconds, plant);
    const beside = await attacked(attack, seconds, plant);
    const serverCpu = { alone: alone.cpu, attacked: beside.cpu };
    rows.push(figuresOf(attack, alone.measured, beside.measured, { serverCpu, outcomes: beside.outcomes }));
    // What the attacker has used up comes back to it, and its connections have gone.
    await new Promise((later) => setTimeout(later, COOL_DOWN_MS));
  }
  return rows;
}

await runScript(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string' },
      attack: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const seconds = wholeNumber('seconds', values.seconds, 10, 2, 60);
  if (values.attack !== undefined && !ATTACKS[values.attack])
    throw new UsageError(
      `--attack is ${values.attack}; it must be one of ${Object.keys(ATTACKS).join(', ')}`,
    );
  const folder = await mkdtemp(join(tmpdir(), 'telltale-hostile-'));
  const plant = await openPlant(folder);
  try {
    const rows = await measure(values.attack ? [values.attack] : Object.keys(ATTACKS), seconds, plant);
    const result = { seconds, mostRatio: MOST_RATIO, attacks: rows };
    const written = values.attack ? result : writeResult('hostile', result);
    console.log(values.json ? JSON.stringify(written) : table(...textOf(rows)));
    return rows.every(({ list, failed }) => list.ratio <= MOST_RATIO && failed === 0) ? 0 : 1;
  } finally {
    await plant.close();
    await rm(folder, { recursive: true });
  }
});
