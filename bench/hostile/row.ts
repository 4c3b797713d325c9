import type { Measured } from './good-clients.ts';

interface Compared {
  readonly aloneP99Ms: number;
  readonly attackedP99Ms: number;
  readonly ratio: number;
}

/** What one attack did to others, and what the attacker was answered how often. */
export interface Row {
  readonly attack: string;
  readonly list: Compared;
  readonly delivery: Compared;
  /** Share of a core that the server used, which does not depend on what else the machine does. */
  readonly serverCpu: { readonly alone: number; readonly attacked: number };
  /** Well-behaved requests that were not answered as they should. */
  readonly failed: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

const hundredths = (value: number): number => Math.round(100 * value) / 100;

function p99(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(0.99 * (sorted.length - 1))] ?? Number.POSITIVE_INFINITY;
}

function compared(alone: readonly number[], attacked: readonly number[]): Compared {
  const [before, beside] = [p99(alone), p99(attacked)];
  return {
    aloneP99Ms: hundredths(before),
    attackedP99Ms: hundredths(beside),
    ratio: hundredths(beside / before),
  };
}

export const figuresOf = (
  attack: string,
  alone: Measured,
  attacked: Measured,
  said: Pick<Row, 'outcomes' | 'serverCpu'>,
): Row => ({
  attack,
  list: compared(alone.listMs, attacked.listMs),
  delivery: compared(alone.deliveryMs, attacked.deliveryMs),
  failed: attacked.failed,
  ...said,
});

const HEAD = [
  'attack',
  'list p99 ms',
  'attacked',
  'ratio',
  'delivery p99 ms',
  'attacked',
  'ratio',
  'CPU',
  'attacked',
  'failed',
  'outcomes',
];

export const textOf = (rows: readonly Row[]): [string[], string[][]] => [
  HEAD,
  rows.map(({ attack, list, delivery, serverCpu, failed, outcomes }) => [
    attack,
    ...[list, delivery].flatMap(({ aloneP99Ms, attackedP99Ms, ratio }) => [
      aloneP99Ms.toFixed(1),
      attackedP99Ms.toFixed(1),
      ratio.toFixed(2),
    ]),
    `${Math.round(100 * serverCpu.alone)} %`,
    `${Math.round(100 * serverCpu.attacked)} %`,
    String(failed),
    Object.entries(outcomes)
      .map(([outcome, count]) => `${count} × ${outcome}`)
      .join(', '),
  ]),
];
