import type { Artifact } from '../artifact-codec.ts';
import { UnitScale } from '../numbers/unit-scale.ts';
import type { OperatingFit } from './operating-fit.ts';
import { OperatingPoints } from './operating-points.ts';
import { FEATURES } from './window-envelope.ts';

/** Numbers of a chosen input: its place, centre and scale, weight. */
const INPUT_NUMBERS = 4;

/** Columns of an artifact; none where the inputs have no say. */
export const operatingColumns = (fit: OperatingFit | null): Artifact['columns'] => {
  if (fit === null) return {};
  const { chosen, points, limit } = fit;
  const { mean, variance, count } = fit.null;
  return {
    operatingPoints: points.points,
    operatingSpreads: points.spreads,
    operatingInputs: Float64Array.from(
      chosen.flatMap(({ column, scale, weight }) => [column, scale.centre, scale.scale, weight]),
    ),
    operatingNull: Float64Array.of(mean, variance, count, limit),
  };
};

/** Null where the artifact has no such columns; undefined where they do not fit. */
export const operatingFrom = (columns: Artifact['columns']): OperatingFit | null | undefined => {
  const { operatingPoints, operatingSpreads, operatingInputs, operatingNull } = columns;
  if (operatingPoints === undefined) return null;
  const inputs = (operatingInputs?.length ?? 0) / INPUT_NUMBERS;
  const fits =
    inputs >= 1 &&
    Number.isInteger(inputs) &&
    operatingPoints.length % (FEATURES + inputs) === 0 &&
    operatingSpreads?.length === FEATURES &&
    operatingNull?.length === 4;
  if (!fits) return undefined;
  const [mean, variance, count, limit] = operatingNull;
  const chosen = Array.from({ length: inputs }, (_, k) => {
    const [column, centre, scale, weight] = operatingInputs.subarray(k * INPUT_NUMBERS);
    return { column, scale: new UnitScale(centre, scale), weight };
  });
  return {
    chosen,
    points: new OperatingPoints(operatingPoints, inputs, operatingSpreads),
    null: { mean, variance, count },
    limit,
  };
};
