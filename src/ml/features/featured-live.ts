import { CorruptArtifactError } from '../../errors.ts';
import { decodeBundle, encodeBundle } from '../artifact-bundle.ts';
import { decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import type {
  AcceptedRegimes,
  FittedDetector,
  LiveDetector,
  LiveFeatures,
  LiveScore,
  Part,
} from '../detector.ts';
import { type FeatureConfig, featureCount, featureNames } from './feature-config.ts';
import { FeatureStream } from './feature-stream.ts';

const KIND = 'features live state';

/** A live detector that is shown the features of its readings after their inputs. The state is both theirs. */
export class FeaturedLive implements LiveDetector {
  readonly #inner: LiveDetector;
  readonly #stream: FeatureStream;
  readonly #inputs: number;
  /** Of the sensor, then the features. */
  readonly #row: Float64Array;
  /** Columns that stay, with what they stay at once that is known. */
  readonly #held = new Map<number, number>();
  readonly features: LiveFeatures;

  /** @throws CorruptArtifactError when the state is not one of this fit. */
  constructor(inner: FittedDetector, inputs: number, features: FeatureConfig, state?: Uint8Array) {
    this.#stream = new FeatureStream(features);
    this.#inputs = inputs;
    this.features = {
      names: featureNames(features),
      hold: (column) => this.#held.set(inputs + column, Number.NaN),
    };
    this.#row = new Float64Array(inputs + featureCount(features));
    const parts = state === undefined ? [] : this.#restore(state);
    this.#inner = inner.live(parts[1]);
  }

  update(value: number, inputs: Float64Array, learn?: boolean, timeMs = Number.NaN): LiveScore {
    for (let k = 0; k < this.#inputs; k++) this.#row[k] = inputs[k] ?? Number.NaN;
    this.#row.set(this.#stream.advance(value, timeMs), this.#inputs);
    for (const [column, kept] of this.#held) {
      if (Number.isNaN(kept)) this.#held.set(column, this.#row[column]);
      else this.#row[column] = kept;
    }
    return this.#inner.update(value, this.#row, learn, timeMs);
  }

  parts(): readonly Part[] {
    return this.#inner.parts();
  }

  nearestNormal(): Float64Array | null {
    return this.#inner.nearestNormal?.() ?? null;
  }

  get regimes(): AcceptedRegimes | undefined {
    return this.#inner.regimes;
  }

  save(): Uint8Array {
    const stream = encodeArtifact(KIND, {}, this.#stream.save());
    return encodeBundle(KIND, { header: {}, parts: [stream, this.#inner.save()] });
  }

  #restore(state: Uint8Array): readonly Uint8Array[] {
    const { parts } = decodeBundle(KIND, state);
    const { samples, tracks } = parts.length === 2 ? decodeArtifact(KIND, parts[0]).columns : {};
    if (!this.#stream.restore(samples, tracks))
      throw new CorruptArtifactError(KIND, 'it belongs to another fit');
    return parts;
  }
}
