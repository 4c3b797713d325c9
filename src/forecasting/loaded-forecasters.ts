import { CorruptArtifactError } from '../errors.ts';
import type { FittedForecaster } from '../ml/forecaster.ts';
import { FORECASTER_FAMILIES } from '../ml/forecasters.ts';

/** Which forecaster, and where its weights lie. */
export interface ForecasterAddress {
  readonly family: string;
  readonly artifactSha256: string;
}

const MOST_LOADED = 64;

/** The forecasters used last, by the hash of their weights: weights never change, so none goes stale. */
export class LoadedForecasters {
  readonly #artifact: (address: ForecasterAddress) => Promise<Uint8Array>;
  readonly #loaded = new Map<string, FittedForecaster>();

  constructor(artifact: (address: ForecasterAddress) => Promise<Uint8Array>) {
    this.#artifact = artifact;
  }

  /** @throws CorruptArtifactError */
  async get(address: ForecasterAddress): Promise<FittedForecaster> {
    const { artifactSha256 } = address;
    const forecaster = this.#loaded.get(artifactSha256) ?? (await this.#load(address));
    this.#loaded.delete(artifactSha256);
    this.#loaded.set(artifactSha256, forecaster);
    if (this.#loaded.size > MOST_LOADED) this.#loaded.delete(this.#loaded.keys().next().value as string);
    return forecaster;
  }

  async #load(address: ForecasterAddress): Promise<FittedForecaster> {
    const { family, artifactSha256 } = address;
    if (!Object.hasOwn(FORECASTER_FAMILIES, family)) {
      throw new CorruptArtifactError(`artifact ${artifactSha256}`, `${family} is no family of forecasters`);
    }
    return FORECASTER_FAMILIES[family].load(await this.#artifact(address));
  }
}
