import { setTimeout as sleep } from 'node:timers/promises';
import type { FuzzedPlant } from './fuzzed-plant.ts';
import { AUTHORIZATION } from './http-client.ts';

const GAUGE = /^telltale_(\S+) ([1-9]\d*)$/gm;
const TRIES = 500;
const PAUSE_MS = 10;

/** Waits until the figures of these names are 0. Gives those that do not become so. */
export async function leftOpen({ metricsUrl }: FuzzedPlant, names: RegExp): Promise<string[]> {
  let open: string[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const text = await (await fetch(metricsUrl, { headers: { authorization: AUTHORIZATION } })).text();
    const figures = [...text.matchAll(GAUGE)].filter(([, name]) => names.test(name));
    if (figures.length === 0) return [];
    open = figures.map(([, name, figure]) => `left open: ${name} ${figure}`);
    await sleep(PAUSE_MS);
  }
  return open;
}
