import { gzipSync } from 'node:zlib';
import { encodeId } from '../../schema/global-id.ts';
import { brokenBytes } from './broken-bytes.ts';
import { brokenValues, jsonOf } from './broken-values.ts';
import type { Draws } from './draws.ts';
import type { Sent } from './http-client.ts';
import { isoAt } from './real-values.ts';

const LINES = 'application/x-ndjson';
const LIST = 'application/json';
const PATHS = [
  '/ingest',
  '/ingest?historical=true',
  '/ingest?historical=maybe',
  '/ingest?x=1',
  '/ingest?historical',
];
const SENSORS = [1, 2, 3, 4];

const nameOf = (draws: Draws): object => {
  const sensor = draws.pick(SENSORS);
  return draws.chance(0.5) ? { sensor: `F-S-0${sensor}` } : { sensorId: encodeId('Sensor', sensor) };
};
const timeOf = (sample: number, draws: Draws) =>
  draws.chance(0.8) ? isoAt(sample) : Date.parse(isoAt(sample));

function series(draws: Draws): object {
  const from = draws.between(0, 4_000);
  const count = draws.between(1, 6);
  const times = Array.from({ length: count }, (_, k) => timeOf(from + k, draws));
  const values = times.map(() => (draws.chance(0.2) ? null : draws.real(-3, 3)));
  return {
    ...nameOf(draws),
    times,
    values,
    ...(draws.chance(0.2) && { qualities: times.map(() => 'GOOD') }),
  };
}

const item = (draws: Draws): object =>
  draws.chance(0.5)
    ? series(draws)
    : { ...nameOf(draws), time: timeOf(draws.between(0, 4_000), draws), value: draws.real(-3, 3) };

function brokenItem(draws: Draws): string {
  const given = item(draws) as Record<string, unknown>;
  return jsonOf(draws.chance(0.4) ? brokenValues(given, draws) : given);
}

function bodyOf(isList: boolean, draws: Draws): Buffer {
  if (isList) {
    const list = { series: draws.several(0, 5, () => series(draws)) };
    return Buffer.from(jsonOf(draws.chance(0.6) ? brokenValues(list, draws) : list));
  }
  const ends = draws.pick(['\n', '\r\n', '\n\n', '\u2028']);
  return Buffer.from(draws.several(0, 8, () => brokenItem(draws)).join(ends));
}

/** Readings for `POST /ingest`, real and broken ones mixed, whose bytes may be broken too: before or after they are compressed. */
export function brokenIngest(draws: Draws): Sent {
  const isList = draws.chance(0.25);
  let body = bodyOf(isList, draws);
  if (draws.chance(0.4)) body = brokenBytes(body, draws, bodyOf(isList, draws));
  const isPacked = draws.chance(0.25);
  if (isPacked) body = gzipSync(body);
  if (isPacked && draws.chance(0.6)) body = brokenBytes(body, draws);
  const type = draws.chance(0.95) ? (isList ? LIST : LINES) : draws.pick(['text/plain', LIST, LINES]);
  const encoding = isPacked || draws.chance(0.02) ? { 'content-encoding': 'gzip' } : undefined;
  const path = draws.chance(0.9) ? draws.pick(PATHS.slice(0, 2)) : draws.pick(PATHS);
  return { path, body, headers: { 'content-type': type, ...encoding } };
}
