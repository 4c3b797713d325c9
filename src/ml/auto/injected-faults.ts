import { RandomStream } from '../numbers/random-stream.ts';
import { UnitScale } from '../numbers/unit-scale.ts';
import { type Series, sliceSeries } from '../series.ts';

/** A stretch of a series with a fault in it. */
export interface InjectedFault {
  /** Sample of the series where the stretch begins. */
  readonly start: number;
  readonly faulty: Series;
}

/** What becomes of healthy values; `size` in the unit of the sensor, with a sign. */
type Fault = (healthy: Float64Array, size: number, random: RandomStream) => Float64Array;

const STRETCH = 60;
const SPIKE = 3;
/** In half ranges of the training data. */
const SIZES = [0.25, 0.5, 1, 2];
/** The same faults at the same places whatever the seed of the fit, so that figures can be compared. */
const SEED = 5;

const finite = (value: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));

const spike: Fault = (healthy, size) => healthy.map((value, i) => (i < SPIKE ? finite(value + size) : value));

const step: Fault = (healthy, size) => healthy.map((value) => finite(value + size));

const ramp: Fault = (healthy, size) =>
  healthy.map((value, i) => finite(value + (size * (i + 1)) / healthy.length));

/** The first value is repeated, whatever the size. */
const freeze: Fault = (healthy) =>
  healthy.map(() => healthy.find((value) => !Number.isNaN(value)) ?? Number.NaN);

const burst: Fault = (healthy, size, random) =>
  healthy.map((value) => finite(value + size * random.normal()));

const FAULTS = [spike, step, ramp, freeze, burst];

/**
 * Every kind of fault in four sizes, up or down, each alone in a stretch at a seeded place of its own. They grow with
 * the range of the training data.
 * @param train at least one sample that is not missing
 * @param healthy at least two samples
 */
export const injectedFaults = (train: Series, healthy: Series): InjectedFault[] => {
  const { scale } = UnitScale.of(train.values.filter((value) => !Number.isNaN(value)));
  const length = Math.min(STRETCH, healthy.values.length - 1);
  return FAULTS.flatMap((fault, kind) =>
    SIZES.map((size, k) => {
      const random = new RandomStream(SEED, kind * SIZES.length + k);
      const start = 1 + random.below(healthy.values.length - length);
      const stretch = sliceSeries(healthy, start, start + length);
      const signed = (random.uniform() < 0.5 ? -size : size) * scale;
      return { start, faulty: { ...stretch, values: fault(stretch.values, finite(signed), random) } };
    }),
  );
};
