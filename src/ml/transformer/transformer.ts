import { CorruptArtifactError } from '../../errors.ts';
import { decodeBundle, encodeBundle } from '../artifact-bundle.ts';
import { type Artifact, beginsAsArtifact, decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import type { FittedGroup, ForecasterFamily } from '../forecaster.ts';
import { SensorBands } from './sensor-bands.ts';
import { parseTransformerConfig, type TransformerConfig } from './transformer-config.ts';
import { type FittedNetwork, fitNetwork, minimumSamples } from './transformer-fit.ts';
import { TransformerForecaster } from './transformer-forecaster.ts';
import { TransformerNetwork } from './transformer-network.ts';

const KIND = 'transformer';
const GROUP = 'transformer-group';

/**
 * A Transformer encoder (Vaswani et al. 2017) over patches (Nie et al. 2023, PatchTST), normalised per window (Kim et al.
 * 2022), that reads median and quantiles of all steps at once (Koenker & Bassett 1978). One network for a sensor, or for
 * a group of them.
 */
export const transformer: ForecasterFamily<TransformerConfig> = {
  name: KIND,
  parseConfig: parseTransformerConfig,
  minimumSamples,
  fit: async (train, config, options) => {
    const { network, bands } = await fitNetwork([train], config, options);
    return new TransformerForecaster(KIND, network, bands[0]);
  },
  load: (bytes) => {
    const { network, bands } = loadOne(bytes);
    return new TransformerForecaster(KIND, network, bands[0]);
  },
  group: {
    fit: async (trains, config, options) => groupOf(await fitNetwork(trains, config, options)),
    load: (bytes) => groupOf(beginsAsArtifact(bytes) ? loadOne(bytes) : loadGroup(bytes)),
  },
};

/** @throws CorruptArtifactError */
const loadOne = (bytes: Uint8Array): FittedNetwork => {
  const artifact = decodeArtifact(KIND, bytes);
  const network = networkOf(artifact);
  return { network, bands: [SensorBands.decode(KIND, network.sizes.horizon, artifact)] };
};

/** @throws CorruptArtifactError */
const loadGroup = (bytes: Uint8Array): FittedNetwork => {
  const [shared, ...parts] = decodeBundle(GROUP, bytes).parts;
  if (parts.length === 0) throw new CorruptArtifactError(GROUP, 'it has no sensor');
  const network = networkOf(decodeArtifact(KIND, shared));
  const { horizon } = network.sizes;
  const bands = parts.map((part) => SensorBands.decode(GROUP, horizon, decodeArtifact(GROUP, part)));
  return { network, bands };
};

/** @throws CorruptArtifactError */
const networkOf = ({ header, columns }: Artifact): TransformerNetwork => {
  const network = TransformerNetwork.decode(header, columns);
  if (network === null) throw new CorruptArtifactError(KIND, 'its weights do not fit its sizes');
  return network;
};

const groupOf = ({ network, bands }: FittedNetwork): FittedGroup => ({
  members: bands.map((each) => new TransformerForecaster(KIND, network, each)),
  save: () => {
    const { header, columns } = network.encode();
    const parts = bands
      .map((each) => each.encode())
      .map((part) => encodeArtifact(GROUP, part.header, part.columns));
    return encodeBundle(GROUP, { header: {}, parts: [encodeArtifact(KIND, header, columns), ...parts] });
  },
});
