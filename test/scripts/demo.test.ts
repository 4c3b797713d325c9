import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { TelltaleClient } from '../../schema/client/client.ts';
import { enterPlant } from '../../scripts/demo/enter-plant.ts';
import { playOn } from '../../scripts/demo/play-on.ts';
import { ScenarioClock } from '../../scripts/demo/scenario-clock.ts';
import { DEMO_SEED, Simulator } from '../../scripts/demo/simulator.ts';
import { sensorsByTag } from '../../scripts/graph/listed-sensors.ts';
import { demoPlant, HISTORY_SAMPLES } from '../../seeds/scenario.ts';
import { startedApplication } from '../server/running-application.ts';
import { runScript } from './run-script.ts';

const SLOW_MS = 110_000;

test(
  'demo --once announces at least six of seven kinds, the first within two minutes, and shows a forecast',
  async () => {
    const { code, stdout, stderr } = await runScript('demo.ts', ['--once']);
    expect(code, `${stdout}\n${stderr}`).toBe(0);
    expect(stdout).toMatch(/Trained and promoted 32 models/);
    expect(Number(/First announcement ([\d.]+) s/.exec(stdout)?.[1])).toBeLessThan(120);
    expect(stdout).toMatch(/[67] of 7 faults announced, false alarms: [0-2]\./);
    expect(stdout).toMatch(/^DROPOUT +CNV-401\.AMP .* samples .* MODEL$/m);
    expect(stdout).toMatch(/Forecast of PMP-102\.FLOW from .*\(ridge, MODEL\):\n/);
  },
  SLOW_MS,
);

/** Plays until the demo says that it plays, then stops it; gives what it printed. */
async function playBriefly(folder: string): Promise<string> {
  const stop = new AbortController();
  const lines: string[] = [];
  const print = vi.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(line);
    if (line.includes('Playing')) setTimeout(() => stop.abort(), 500);
  });
  onTestFinished(() => print.mockRestore());
  await playOn(folder, 0, 100, stop.signal);
  print.mockRestore();
  return lines.join('\n');
}

test(
  'a second run of the demo takes up where the first one stopped',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'telltale-demo-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const first = await playBriefly(folder);
    expect(first).toMatch(/GraphiQL +http:\/\/127\.0\.0\.1:\d+\/graphql/);
    expect(first).toMatch(
      /Wrote 3000 samples.*\nTelemanom of CMP-201\.PRESS, trained on \w+: .* in 6 epochs\.\nTrained and promoted 32 models/,
    );
    const second = await playBriefly(folder);
    expect(second).not.toContain('Wrote');
    expect(second).toContain('nothing to train');
  },
  SLOW_MS,
);

test('the simulator plays until it has caught up with the clock, and never into the future', async () => {
  const { url } = await startedApplication();
  const graph = new TelltaleClient({ url: url });
  onTestFinished(() => graph.close());
  const { equipment, sensors } = demoPlant(DEMO_SEED);
  const entered = await enterPlant(graph, { equipment, sensors: sensors.slice(0, 2) });
  const clock = new ScenarioClock(Date.now(), 7);
  const simulator = new Simulator(graph, entered, clock);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 1_000);
  const started = performance.now();
  await simulator.run(HISTORY_SAMPLES, 100, stop.signal);
  expect(performance.now() - started).toBeLessThan(3_000);
  const { latest } = (await sensorsByTag(graph, {})).get(entered[1].seed.tag) ?? {};
  const time = Date.parse(latest?.time ?? '');
  expect(time).toBe(clock.timeOf(clock.indexOf(time)));
  expect(time).toBeLessThanOrEqual(Date.now());
  expect(time).toBeGreaterThan(Date.now() - 2 * 300_000);
});

test('a port in use stops the demo before anything is touched', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const { code, stdout, stderr } = await runScript('demo.ts', ['--reset', '--port', String(port)]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(new RegExp(`Port ${port} cannot be taken .*\\n.*--port 0`));
});

test.each([
  [['--port', 'x'], /--port is x; it must be a number from 0 to 65535/],
  [['--speed', '-1'], /speed/],
  [['--once', '--reset'], /leave --reset out/],
])('demo with the arguments %j ends with 2 and the usage', async (args, said) => {
  const { code, stderr } = await runScript('demo.ts', args);
  expect(code).toBe(2);
  expect(stderr).toMatch(said);
  expect(stderr).toContain('Usage: npm run demo');
});
