import { encodeId, NODE_TYPES } from '../../schema/global-id.ts';
import type { Draws } from './draws.ts';

/** Stands for text that `jsonOf` writes as it is: JSON that JSON.stringify does not write. */
const raw = (text: string): string => `@raw:${text}@`;

const LISTED = 3_000;
const NESTED = 30_000;

const nested = (open: string, close: string, inner: string): string =>
  raw(`${open.repeat(NESTED)}${inner}${close.repeat(NESTED)}`);

/** Values that are of no use, of another type, or at the very end of their type. */
const INTRUDERS: readonly ((draws: Draws) => unknown)[] = [
  () => null,
  () => true,
  () => '',
  () => [],
  () => ({}),
  () => [[]],
  () => [null],
  () => 'NaN',
  () => 'Infinity',
  () => raw('NaN'),
  () => raw('1e999'),
  () => raw('-1e999'),
  () => raw('-0'),
  () => raw('-0.0'),
  () => raw('5e-324'),
  () => raw('9007199254740993'),
  () => raw('123456789012345678901234567890'),
  () => 2_147_483_647,
  () => 2_147_483_648,
  () => -2_147_483_648,
  () => -1,
  () => 0,
  () => 0.5,
  () => 1e308,
  () => -1e308,
  () => '0',
  () => '1e3',
  () => '\u0000',
  () => 'a\u0000b',
  () => '\ud800',
  () => '😀'.repeat(200),
  () => 'x'.repeat(70_000),
  () => "'; drop table reading; --",
  () => '%',
  () => '_',
  () => '../../etc/passwd',
  () => '1900-01-01T00:00:00Z',
  () => '1899-12-31T23:59:59.999Z',
  () => '0000-01-01T00:00:00Z',
  () => '9999-12-31T23:59:59.999Z',
  () => '9999-12-31T23:59:59.999-23:59',
  () => '0000-01-01T00:00:00.000+23:59',
  () => '2026-02-30T00:00:00Z',
  () => '+275760-09-13T00:00:00Z',
  () => '2026-01-01T00:00:00.000Z',
  () => '2026-01-01',
  () => -8_640_000_000_000_001,
  () => Array.from({ length: LISTED }, () => 1),
  () => Array.from({ length: LISTED }, () => 'S-0'),
  () => nested('[', ']', ''),
  () => nested('{"a":', '}', '1'),
  () => raw('{"__proto__": {"polluted": 1}}'),
  () => raw('{"constructor": {"prototype": 1}, "toString": 1}'),
  (draws) => encodeId(draws.pick(NODE_TYPES), draws.pick([1, 2, 3, 9, 2_147_483_647])),
  (draws) => encodeId(draws.pick([...NODE_TYPES, 'Nothing', '']), draws.pick([0, -1, 2_147_483_648, 1e21])),
  (draws) => `${encodeId(draws.pick(NODE_TYPES), 1)}=`,
  () => encodeId('Sensor', '01'),
];

const NUMBERS = [
  -1, 0, 1, 2, 0.5, -0.5, 1e-9, 99, 101, 1e4, 1e6, 2_147_483_647, -2_147_483_648, 1e308, 5e-324,
];
const TIMES = [
  '1899-12-31T23:59:59.999Z',
  '1900-01-01T00:00:00Z',
  '0000-01-01T00:00:00.000+23:59',
  '9999-12-31T23:59:59.999-23:59',
  '1970-01-01T00:00:00Z',
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.001Z',
  '2026-01-03T12:00:00Z',
  '2100-01-01T00:00:00Z',
];
const TEXTS = [
  '',
  ' ',
  '%',
  '_',
  '!',
  "'",
  '\\',
  '\n',
  '\u202e',
  '😀'.repeat(99),
  'a'.repeat(201),
  '__proto__',
  'null',
];

/** Another value of the same type, so that it is heard by what works with it: a number, a time, an id, a text, a list. */
function anotherOf(old: unknown, draws: Draws): unknown {
  if (typeof old === 'number') return draws.pick(NUMBERS);
  if (typeof old === 'boolean') return !old;
  if (Array.isArray(old)) return draws.pick([[], [...old, ...old], old.slice(1), old.toReversed()]);
  if (typeof old !== 'string') return old;
  if (/^\d{4}-/.test(old)) return draws.pick(TIMES);
  const type = NODE_TYPES.find((name) => Buffer.from(old, 'base64url').toString().startsWith(`${name}:`));
  return type ? encodeId(type, draws.pick([1, 2, 3, 4, 5, 7, 2_147_483_647])) : draws.pick(TEXTS);
}

type Place = readonly (string | number)[];

function placesIn(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [place, ...entries.flatMap(([key, inner]) => placesIn(inner, [...place, key]))];
}

function valueAt(value: unknown, place: Place): unknown {
  return place.reduce((at, key) => (at as Record<string | number, unknown>)[key], value);
}

function changed(value: unknown, [key, ...rest]: Place, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, k) => (k === key ? changed(item, rest, change) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: changed(object[key], rest, change) };
}

const WOUNDS: readonly ((value: unknown, place: Place, other: Place, draws: Draws) => unknown)[] = [
  (value, place, _, draws) => changed(value, place, () => draws.pick(INTRUDERS)(draws)),
  (value, place, _, draws) => changed(value, place, () => draws.pick(INTRUDERS)(draws)),
  (value, place, _, draws) => changed(value, place, () => draws.pick(INTRUDERS)(draws)),
  (value, place, _, draws) => changed(value, place, (old) => anotherOf(old, draws)),
  (value, place, _, draws) => changed(value, place, (old) => anotherOf(old, draws)),
  (value, place, _, draws) => changed(value, place, (old) => anotherOf(old, draws)),
  (value, place, _, draws) => changed(value, place, (old) => anotherOf(old, draws)),
  (value, place, _, draws) => changed(value, place, (old) => anotherOf(old, draws)),
  (value, place, _, draws) => changed(value, place, (old) => anotherOf(old, draws)),
  (value, place, other) => changed(value, place, () => valueAt(value, other)),
  (value, place) => changed(value, place, () => undefined),
  (value, place) => changed(value, place, (old) => [old]),
  (value, place) => changed(value, place, (old) => [old, old, old]),
  (value, place) => changed(value, place, (old) => String(old)),
  (value, place) => changed(value, place, (old) => (typeof old === 'number' ? -old : old)),
  (value, place) => changed(value, place, (old) => (typeof old === 'number' ? old * 1e9 : { wrapped: old })),
  (value, place, _, draws) =>
    changed(value, place, (old) =>
      typeof old === 'object' && old && !Array.isArray(old)
        ? { ...old, [draws.pick(['id', 'seed', '__typename', 'ω', ''])]: 1 }
        : old,
    ),
];

/** The same variables with one to three of their values changed, swapped, left out or wrapped. */
export function brokenValues(variables: Record<string, unknown>, draws: Draws): unknown {
  let value: unknown = variables;
  for (let left = draws.between(1, 3); left > 0; left--) {
    const places = placesIn(value);
    const inner = places.length > 1 && draws.chance(0.95) ? places.slice(1) : places;
    value = draws.pick(WOUNDS)(value, draws.pick(inner), draws.pick(places), draws);
  }
  return value;
}

/** JSON, or what a careless program writes for it. */
export const jsonOf = (value: unknown): string =>
  (JSON.stringify(value) ?? '').replace(/"@raw:((?:[^"\\]|\\.)*?)@"/g, (_, text: string) =>
    text.replaceAll('\\"', '"'),
  );
