import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CorruptArtifactError } from '../../src/errors.ts';
import type { LiveDetector, LiveScore } from '../../src/ml/detector.ts';
import { chosenInputs } from '../../src/ml/discord/chosen-inputs.ts';
import { discordEnvelope } from '../../src/ml/discord/discord-envelope.ts';
import { featureRows } from '../../src/ml/discord/discord-fit.ts';
import { OperatingPoints } from '../../src/ml/discord/operating-points.ts';
import { causalEpisodes } from '../../src/ml/evaluation/causal-episodes.ts';
import { accountOf } from '../../src/ml/explanation.ts';
import { hysteresisConfig } from '../../src/ml/hysteresis.ts';
import { type Series, sliceSeries } from '../../src/ml/series.ts';
import { pumpPressure } from './pump.ts';

const HYSTERESIS = hysteresisConfig.parse({});
const TRAIN = pumpPressure(2, 2000);
const trained = (train: Series, inputs: boolean, settings = {}) =>
  discordEnvelope.fit(train, discordEnvelope.parseConfig({ ...settings, inputs }), { seed: 1 });
const [blind, seeing] = [await trained(TRAIN, false), await trained(TRAIN, true)];

const FROM = 1500;
const TO = 1700;
const HEALTHY = pumpPressure(12, 2000);
const FAULTY = pumpPressure(12, 2000, (t) => t < FROM || t >= TO);

const run = (live: LiveDetector, { values, inputs }: Series): LiveScore[] =>
  Array.from(values, (value, t) =>
    live.update(
      value,
      Float64Array.from(inputs, (column) => column[t]),
    ),
  );

/** Told to run for good, and resting. */
const dead = (length: number): Series => ({
  values: Float64Array.from({ length }, (_, t) => 5 + 0.1 * Math.sin(t * t)),
  inputs: [new Float64Array(length).fill(1), new Float64Array(length)],
});

const meets = ({ start, end }: { start: number; end: number }) => start < TO + 60 && end >= FROM;

describe('a pump that is told to run and does not: a pressure that is normal while it rests', () => {
  test('is found with the inputs, live and in batch, and not without them', () => {
    expect(causalEpisodes(blind.live(), FAULTY, HYSTERESIS)).toEqual([]);
    expect(blind.detect(FAULTY).intervals.filter(meets)).toEqual([]);
    expect(causalEpisodes(seeing.live(), FAULTY, HYSTERESIS).filter(meets)).toHaveLength(1);
    expect(seeing.detect(FAULTY).intervals.filter(meets)).toHaveLength(1);
  });

  test.each([1, 2, 3])('is found live on pump %i, and nothing is announced while it obeys', async (seed) => {
    const detector = await trained(pumpPressure(seed, 2000), true);
    const meant = causalEpisodes(
      detector.live(),
      pumpPressure(seed + 10, 2000, (t) => t < FROM || t >= TO),
      HYSTERESIS,
    );
    expect(meant).toHaveLength(1);
    expect(meant.every(meets)).toBe(true);
    expect(causalEpisodes(detector.live(), pumpPressure(seed + 10, 2000), HYSTERESIS)).toEqual([]);
  });

  test('says INPUTS, and expects the pressure of a running pump', () => {
    const peak = run(seeing.live(), FAULTY).reduce((most, one) => (one.score > most.score ? one : most));
    expect(peak.cause).toBe('INPUTS');
    expect(peak.expected).toBeGreaterThan(8);
    expect(peak.lower).toBeGreaterThan(6);
    expect(
      seeing
        .live()
        .parts()
        .map(({ cause }) => cause),
    ).toContain('INPUTS');
    expect(
      blind
        .live()
        .parts()
        .map(({ cause }) => cause),
    ).not.toContain('INPUTS');
  });

  test('the score of the peak falls without the command, and the valve has nothing to do with it', () => {
    const scores = run(seeing.live(), FAULTY).map(({ score }) => score);
    const peak = scores.indexOf(Math.max(...scores));
    const start = scores.findIndex((score, t) => t >= FROM && score > 5.5);
    const { inputs } = accountOf((state) => seeing.live(state), {
      priming: sliceSeries(FAULTY, 0, 1000),
      series: sliceSeries(FAULTY, 1000, 1900),
      start: start - 1000,
      peak: peak - 1000,
    });
    expect(inputs[0].input).toBe(0);
    expect(inputs[0].fall).toBeGreaterThan(0.5 * scores[peak]);
    expect(Math.abs(inputs[1].fall)).toBeLessThan(0.2 * scores[peak]);
  });

  test('stays announced while it lasts', () => {
    const live = seeing.live();
    run(live, HEALTHY);
    const judged = run(live, dead(450));
    expect(judged.slice(60).every(({ score, threshold }) => score > threshold)).toBe(true);
  });

  test('what has lasted for acceptAfter readings is accepted, counted, and can be taken back', () => {
    const live = seeing.live();
    run(live, HEALTHY);
    const stream = dead(800);
    const judged = run(live, stream);
    expect(judged.at(-1)?.score).toBeLessThan(5.5);
    expect(live.regimes?.accepted).toBe(1);
    live.regimes?.forget();
    expect(live.regimes?.accepted).toBe(0);
    expect(run(live, sliceSeries(stream, 0, 5)).at(-1)?.cause).toBe('INPUTS');
  });
});

describe('the live form with inputs', () => {
  test('continues bit for bit from a state saved at any reading, whatever is missing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(700), { maxLength: 3 }), fc.infiniteStream(fc.nat(9)), (cuts, odd) => {
        const series = pumpPressure(30, 700);
        const gappy = (column: Float64Array) =>
          column.map((value) => (odd.next().value === 0 ? Number.NaN : value));
        const wild = { values: gappy(series.values), inputs: series.inputs.map(gappy) };
        const whole = run(seeing.live(), wild);
        let live = seeing.live();
        for (let t = 0; t < wild.values.length; t++) {
          if (cuts.includes(t)) live = seeing.live(live.save());
          expect(run(live, sliceSeries(wild, t, t + 1))).toEqual([whole[t]]);
        }
      }),
      { numRuns: 5 },
    );
  });

  test('no input explains anything: it judges as it does without them', async () => {
    const noise = pumpPressure(50, 2000).inputs.map(() => new Float64Array(2000).fill(3));
    const plain = await trained({ values: TRAIN.values, inputs: noise }, true);
    expect(run(plain.live(), FAULTY)).toEqual(run(blind.live(), FAULTY));
    expect(plain.detect(FAULTY)).toEqual(blind.detect(FAULTY));
    expect(plain.inputs).toBe(2);
  });

  test('saved equals loaded; a state is small, and one of a fit without inputs is refused', () => {
    const loaded = discordEnvelope.load(seeing.save());
    expect(loaded.save()).toEqual(seeing.save());
    expect(loaded.inputs).toBe(2);
    expect(run(loaded.live(), FAULTY)).toEqual(run(seeing.live(), FAULTY));
    expect(loaded.detect(FAULTY)).toEqual(seeing.detect(FAULTY));
    const live = seeing.live();
    run(live, HEALTHY);
    expect(live.save().length).toBeLessThanOrEqual(16_384);
    expect(() => blind.live(live.save())).toThrow(CorruptArtifactError);
  });

  test('hostile inputs are judged with finite numbers', () => {
    const hostile = fc.constantFrom(Number.NaN, 1e300, -1e300, Number.MAX_VALUE, 0, 1, 5e-324);
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile), { minLength: 60, maxLength: 200 }), (rows) => {
        const inputs = [0, 1].map((k) => Float64Array.from(rows, (row) => row[k]));
        const series = { values: HEALTHY.values.subarray(0, rows.length), inputs };
        for (const { score, expected, lower, upper } of run(seeing.live(), series)) {
          expect([score, expected, lower, upper].every(Number.isFinite)).toBe(true);
          expect(lower <= expected && expected <= upper).toBe(true);
        }
        expect(seeing.detect(series).score.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the stages', () => {
  /** Two points: a low level without the input, a high level with it. */
  const points = new OperatingPoints(Float64Array.of(0, 0, 0, 0, 1, 0, 0, 1), 1, Float64Array.of(2, 2, 2));
  const strangeness = (level: number, input: number) =>
    points.strangeness(Float64Array.of(level, 0, 0), 0, Float64Array.of(input), 0);

  test('strangeness is what value and input cost together and neither costs alone, by hand', () => {
    expect(strangeness(0, 0)).toBe(0);
    expect(strangeness(2, 1)).toBe(0);
    expect(strangeness(0, 1)).toBe(1);
    expect(strangeness(2, 0)).toBe(1);
    expect(strangeness(0.5, 1)).toBe(0.5);
    expect(strangeness(9, 1)).toBe(0);
    expect(strangeness(2, 7)).toBe(0);
  });

  test('the level that goes with an input is that of the nearest points', () => {
    expect(points.levelAt(Float64Array.of(0.9))).toEqual({ expected: 2, low: 2, high: 2 });
    expect(points.levelAt(Float64Array.of(0.48))).toEqual({ expected: 0, low: 0, high: 2 });
  });

  test('an input is chosen by how much it explains, a straight line or not, and a constant never', () => {
    const { values, inputs } = pumpPressure(3, 3000);
    const folded = inputs[0].map((on, t) => (on === 1 ? 0 : t % 400 < 200 ? 1 : -1));
    const chosen = chosenInputs(
      [new Float64Array(3000).fill(4), inputs[1], folded],
      featureRows(values, 50),
      50,
    );
    expect(chosen[0].column).toBe(2);
    expect(chosen[0].weight).toBeGreaterThan(0.5);
    expect(chosen.map(({ column }) => column)).not.toContain(0);
  });
});
