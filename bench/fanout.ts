import { parseArgs } from 'node:util';
import { type Comparison, compare, type Load } from './fanout/compare.ts';
import { TRANSPORTS, type Transport } from './fanout/messages.ts';
import { spread, writeResult } from './result.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    subscribers: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '9' },
    events: { type: 'string', default: '40' },
  },
});

function positive(name: 'subscribers' | 'rounds' | 'events'): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} is ${JSON.stringify(values[name])}; it must be a whole number above 0`);
}

const load: Load = {
  subscribers: positive('subscribers'),
  rounds: positive('rounds'),
  events: positive('events'),
};

const figures = ({ ours, raw, bytesPerFrame }: Comparison) => ({
  bytesPerFrame,
  cpuMicrosecondsPerDelivery: { ours: spread(ours), raw: spread(raw) },
  ratio: spread(ours.map((cpu, round) => cpu / raw[round])),
});

type Figures = Readonly<Record<Transport, ReturnType<typeof figures>>>;

function printTable(measured: Figures): void {
  const { subscribers, rounds, events } = load;
  console.log(`Server CPU per delivery, ${subscribers} subscribers, ${rounds} rounds of ${events} events\n`);
  console.log('transport     bytes   ours µs   raw µs   ratio (least to most)');
  for (const transport of TRANSPORTS) {
    const { bytesPerFrame, cpuMicrosecondsPerDelivery: cpu, ratio } = measured[transport];
    const cells = [
      transport.padEnd(12),
      String(bytesPerFrame).padStart(6),
      cpu.ours.median.toFixed(2).padStart(9),
      cpu.raw.median.toFixed(2).padStart(8),
      `  ${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)})`,
    ];
    console.log(cells.join(' '));
  }
}

const measured: Figures = {
  websocket: figures(await compare('websocket', load)),
  eventStream: figures(await compare('eventStream', load)),
};
const ratios = {
  cpuPerDeliveryOverRawWs: measured.websocket.ratio.median,
  cpuPerDeliveryOverRawSse: measured.eventStream.ratio.median,
};
const result = writeResult('fanout', { ratios, load, ...measured });
if (values.json) console.log(JSON.stringify(result));
else printTable(measured);
process.exit();
