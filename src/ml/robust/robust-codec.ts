import { CorruptArtifactError } from '../../errors.ts';
import { decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import { ScoreTail } from '../thresholds/score-tail.ts';
import type { RobustFit } from './robust-fit.ts';

export const encodeRobust = (kind: string, fit: RobustFit): Uint8Array => {
  const { statistics, threshold, runs, tail, stream, shift } = fit;
  const { median, deviation, low, high } = statistics;
  return encodeArtifact(
    kind,
    {},
    {
      scalars: Float64Array.of(median, deviation, low, high, threshold, runs.stuck, runs.dropout),
      tail: tail.save(),
      ...(stream && { stream }),
      ...(shift && { shift: Float64Array.of(shift.mean, shift.deviation, shift.reference, shift.decision) }),
    },
  );
};

/** @throws CorruptArtifactError when the bytes are not a robust detector */
export const decodeRobust = (kind: string, bytes: Uint8Array): RobustFit => {
  const { columns } = decodeArtifact(kind, bytes);
  const tail = ScoreTail.load(columns);
  if (!(columns.scalars?.length >= 7) || tail === null) {
    throw new CorruptArtifactError(kind, 'its columns do not fit');
  }
  const [median, deviation, low, high, threshold, stuck, dropout] = columns.scalars;
  return {
    statistics: { median, deviation, low, high },
    threshold,
    runs: { stuck, dropout },
    tail,
    ...(columns.stream && { stream: columns.stream }),
    ...(columns.shift && { shift: shiftFrom(columns.shift) }),
  };
};

const shiftFrom = ([mean, deviation, reference, decision]: Float64Array) => ({
  mean,
  deviation,
  reference,
  decision,
});
