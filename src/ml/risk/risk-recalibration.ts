import { z } from 'zod';
import { CorruptArtifactError } from '../../errors.ts';
import { decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import { fitPlatt, IDENTITY, type PlattScaling, type ResolvedCase, rescale } from './platt-scaling.ts';

const KIND = 'risk-recalibration';
/** Cases that are remembered, the latest. Chosen on validation rows. */
const MOST_CASES = 250;

/**
 * Keeps probabilities honest while they are in use: after each `interval` samples a new scaling is fitted on the latest
 * cases whose outcome is known. A case is known when its whole horizon has been observed, whether the limit was crossed or
 * not: taking crossings as soon as they happen would teach that crossings are frequent. One object per horizon; sensors of
 * one model may share it.
 */
export class RiskRecalibration {
  readonly #interval: number;
  readonly #cases: ResolvedCase[] = [];
  #scaling: PlattScaling = IDENTITY;
  #fittedAt: number | null = null;

  /** @param interval samples between two fits; a week */
  constructor(interval: number) {
    this.#interval = interval;
  }

  /** In (0, 1), monotone in what was said. */
  apply(probability: number): number {
    return rescale(this.#scaling, probability);
  }

  /**
   * @param at index of the last sample of the case's horizon, never falling
   * @param resolved what was said before recalibration
   */
  resolve(at: number, resolved: ResolvedCase): void {
    this.#fittedAt ??= at;
    if (at >= this.#fittedAt + this.#interval) {
      this.#scaling = fitPlatt(this.#cases);
      this.#fittedAt = at;
    }
    this.#cases.push(resolved);
    if (this.#cases.length > MOST_CASES) this.#cases.shift();
  }

  save(): Uint8Array {
    const { slope, shift } = this.#scaling;
    return encodeArtifact(
      KIND,
      { interval: this.#interval, slope, shift, fittedAt: this.#fittedAt },
      {
        said: Float64Array.from(this.#cases, ({ probability }) => probability),
        happened: Float64Array.from(this.#cases, ({ happened }) => (happened ? 1 : 0)),
      },
    );
  }

  /** @throws CorruptArtifactError */
  static load(bytes: Uint8Array): RiskRecalibration {
    const { header, columns } = decodeArtifact(KIND, bytes);
    const parsed = stateHeader.safeParse(header);
    const { said, happened } = columns;
    if (
      !parsed.success ||
      said === undefined ||
      said.length > MOST_CASES ||
      happened?.length !== said.length
    ) {
      throw new CorruptArtifactError(KIND, 'its cases do not fit');
    }
    if (!said.every((probability) => probability > 0 && probability < 1)) {
      throw new CorruptArtifactError(KIND, 'a probability is not between 0 and 1');
    }
    const { interval, slope, shift, fittedAt } = parsed.data;
    const loaded = new RiskRecalibration(interval);
    loaded.#scaling = { slope, shift };
    loaded.#fittedAt = fittedAt;
    said.forEach((probability, k) => {
      loaded.#cases.push({ probability, happened: happened[k] === 1 });
    });
    return loaded;
  }
}

const stateHeader = z.object({
  interval: z.number().positive(),
  slope: z.number().positive(),
  shift: z.number(),
  fittedAt: z.number().nullable(),
});
