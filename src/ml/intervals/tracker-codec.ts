import { z } from 'zod';
import { CorruptArtifactError } from '../../errors.ts';
import { type ArtifactColumn, decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import { ConformalBands } from '../forecasting/conformal-bands.ts';
import { MovementScale } from './movement-scale.ts';
import type { PendingPath } from './pending-path.ts';
import { ResidualPaths } from './residual-paths.ts';
import { blockOf, type TrackerCalibration } from './tracker-calibration.ts';
import { WidthCorrection } from './width-correction.ts';

const KIND = 'band-tracker';
/** Numbers of a pending path beside its steps. */
const SCALARS = 4;

/** Everything that moves. */
export interface TrackerMemory {
  bands: ConformalBands;
  correction: WidthCorrection;
  paths: ResidualPaths;
  pending: PendingPath[];
  /** Paths that came since the quantiles were taken. */
  fresh: number;
  /** Index of the last sample that was observed, and of the last origin; −Infinity before there is one. */
  observed: number;
  issued: number;
}

type Columns = Record<string, ArtifactColumn>;

/** To be stored among the columns of a forecaster, under names of their own. */
export const calibrationColumns = ({ scale, floor, paths, bands }: TrackerCalibration): Columns => ({
  ...bands.columns(),
  trackerPathBits: paths.save(),
  trackerScale: Float64Array.of(scale.lag, scale.reference, floor, paths.capacity),
});

/** @throws CorruptArtifactError */
export const restoreCalibration = (
  kind: string,
  horizon: number,
  columns: Record<string, Float64Array>,
): TrackerCalibration => {
  const [lag, reference, floor, capacity] = columns.trackerScale ?? [];
  const isScale = Number.isInteger(lag) && lag >= 1 && reference > 0 && floor > 0;
  if (!isScale || !Number.isInteger(capacity) || capacity < 1 || columns.trackerPathBits === undefined) {
    throw new CorruptArtifactError(kind, 'its bands have no scale');
  }
  const paths = ResidualPaths.load(horizon, capacity, columns.trackerPathBits);
  if (paths === null) throw new CorruptArtifactError(kind, `its residual paths do not have ${horizon} steps`);
  const bands = ConformalBands.restore(kind, horizon, columns);
  return { scale: new MovementScale(lag, reference), floor, paths, bands };
};

/** The live state. */
export const encodeTracker = (horizon: number, memory: TrackerMemory): Uint8Array => {
  const { bands, correction, paths, pending, fresh, observed, issued } = memory;
  const marks = { observed: finiteOrNull(observed), issued: finiteOrNull(issued) };
  const rows = pending.map((path) => pendingRow(path, observed));
  const pendingPaths = new Float64Array(rows.length * (SCALARS + horizon));
  for (const [k, row] of rows.entries()) pendingPaths.set(row, k * row.length);
  return encodeArtifact(
    KIND,
    { horizon, fresh, ...marks },
    { ...bands.columns(), theta: correction.save(), pathBits: paths.save(), pendingPaths },
  );
};

/** Of a step that was observed only the residual is needed any more, of a later one only the point. */
const pendingRow = (path: PendingPath, observed: number): Float64Array => {
  const { origin, scale, weight, judged, point, residuals } = path;
  const known = observedSteps(origin, observed);
  return Float64Array.of(
    origin,
    scale,
    weight,
    judged,
    ...residuals.subarray(0, known),
    ...point.subarray(known),
  );
};

const observedSteps = (origin: number, observed: number): number => Math.max(0, observed - origin);

const finiteOrNull = (index: number): number | null => (Number.isFinite(index) ? index : null);

const stateHeader = z.object({
  horizon: z.int().min(1),
  fresh: z.int().min(0),
  observed: z.int().nullable(),
  issued: z.int().nullable(),
});

/** @throws CorruptArtifactError when the bytes are not those of such a forecaster */
export const decodeTracker = (
  calibration: TrackerCalibration,
  gain: number,
  bytes: Uint8Array,
): TrackerMemory => {
  const { header, columns } = decodeArtifact(KIND, bytes);
  const { horizon } = calibration.bands;
  const parsed = stateHeader.safeParse(header);
  if (!parsed.success || parsed.data.horizon !== horizon) {
    throw new CorruptArtifactError(KIND, `it is not of ${horizon} steps`);
  }
  const block = blockOf(calibration);
  const paths = columns.pathBits && ResidualPaths.load(horizon, calibration.paths.capacity, columns.pathBits);
  const observed = parsed.data.observed ?? Number.NEGATIVE_INFINITY;
  const pending = columns.pendingPaths && pendingFrom(horizon, columns.pendingPaths, observed);
  const { theta } = columns;
  if (
    !paths ||
    !pending ||
    theta?.length !== WidthCorrection.size(horizon, block) ||
    !theta.every(Number.isFinite)
  ) {
    throw new CorruptArtifactError(KIND, 'its columns do not fit its forecaster');
  }
  const { fresh, issued } = parsed.data;
  return {
    bands: ConformalBands.restore(KIND, horizon, columns),
    correction: new WidthCorrection(horizon, block, gain, theta),
    paths,
    pending,
    fresh,
    observed,
    issued: issued ?? Number.NEGATIVE_INFINITY,
  };
};

const pendingFrom = (horizon: number, numbers: Float64Array, observed: number): PendingPath[] | null => {
  const width = SCALARS + horizon;
  if (numbers.length % width !== 0) return null;
  return Array.from({ length: numbers.length / width }, (_, k) => {
    const row = numbers.subarray(k * width, (k + 1) * width);
    const [origin, scale, weight, judged] = row;
    const steps = row.subarray(SCALARS);
    const known = observedSteps(origin, observed);
    const point = steps.map((value, step) => (step < known ? Number.NaN : value));
    const residuals = steps.map((value, step) => (step < known ? value : Number.NaN));
    return { origin, scale, weight, judged, point, residuals };
  });
};
