import { CorruptArtifactError } from '../../errors.ts';
import { decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import { UnitScale } from '../numbers/unit-scale.ts';
import { ScoreTail } from '../thresholds/score-tail.ts';
import type { ReconstructionFit } from './reconstruction-fit.ts';
import { WindowSubspace } from './window-subspace.ts';

export const encodeReconstruction = (kind: string, fit: ReconstructionFit): Uint8Array => {
  const { subspace, scales, limit, runs, tail } = fit;
  return encodeArtifact(
    kind,
    {},
    {
      mean: subspace.mean,
      basis: subspace.basis,
      centres: Float64Array.from(scales, ({ centre }) => centre),
      scales: Float64Array.from(scales, ({ scale }) => scale),
      scalars: Float64Array.of(limit, runs.stuck, runs.dropout),
      tail: tail.save(),
    },
  );
};

/** @throws CorruptArtifactError when the bytes are not a subspace of windows */
export const decodeReconstruction = (kind: string, bytes: Uint8Array): ReconstructionFit => {
  const { columns } = decodeArtifact(kind, bytes);
  const { mean, basis, centres, scales, scalars } = columns;
  const tail = ScoreTail.load(columns);
  const fits =
    mean?.length > 0 &&
    basis?.length % mean.length === 0 &&
    centres?.length === scales?.length &&
    mean.length % centres.length === 0 &&
    scalars?.length === 3;
  if (!fits || tail === null) throw new CorruptArtifactError(kind, 'its columns do not fit');
  const [limit, stuck, dropout] = scalars;
  return {
    subspace: new WindowSubspace(mean, basis),
    scales: Array.from(centres, (centre, k) => new UnitScale(centre, scales[k])),
    limit,
    runs: { stuck, dropout },
    tail,
  };
};
