import { z } from 'zod';
import { CorruptArtifactError } from '../../errors.ts';
import { decodeArtifact, encodeArtifact } from '../artifact-codec.ts';
import {
  fitPlatt,
  IDENTITY,
  type PlattScaling,
  type ResolvedCase,
  rescale,
  USUAL_PRIOR,
} from './platt-scaling.ts';

const KIND = 'risk-recalibration';
/** How probabilities are recalibrated; `npm run bench:choose-intervals` compares others on validation rows. */
export interface RecalibrationSettings {
  /** Weight of leaving probabilities as they are, in cases. */
  readonly prior: number;
  /** Cases that are remembered, the latest. */
  readonly memory: number;
}

export const USUAL_RECALIBRATION: RecalibrationSettings = { prior: USUAL_PRIOR, memory: 120 };
const LONGEST_MEMORY = 10_000;

/**
 * Keeps probabilities honest while they are in use: after each `interval` samples a new scaling is fitted on the latest
 * cases whose outcome is known. A case is known when its whole horizon has been observed, whether the limit was crossed or
 * not: taking crossings as soon as they happen would teach that crossings are frequent. One object per horizon; sensors of
 * one model may share it.
 */
export class RiskRecalibration {
  readonly #interval: number;
  readonly #settings: RecalibrationSettings;
  readonly #cases: ResolvedCase[] = [];
  #scaling: PlattScaling = IDENTITY;
  #fittedAt: number | null = null;

  /** @param interval samples between two fits; a week */
  constructor(interval: number, settings: RecalibrationSettings = USUAL_RECALIBRATION) {
    this.#interval = interval;
    this.#settings = settings;
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
      this.#scaling = fitPlatt(this.#cases, this.#settings.prior);
      this.#fittedAt = at;
    }
    this.#cases.push(resolved);
    if (this.#cases.length > this.#settings.memory) this.#cases.shift();
  }

  save(): Uint8Array {
    const { slope, shift } = this.#scaling;
    return encodeArtifact(
      KIND,
      { interval: this.#interval, ...this.#settings, slope, shift, fittedAt: this.#fittedAt },
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
      said.length > parsed.data.memory ||
      happened?.length !== said.length
    ) {
      throw new CorruptArtifactError(KIND, 'its cases do not fit');
    }
    if (!said.every((probability) => probability > 0 && probability < 1)) {
      throw new CorruptArtifactError(KIND, 'a probability is not between 0 and 1');
    }
    const { interval, prior, memory, slope, shift, fittedAt } = parsed.data;
    const loaded = new RiskRecalibration(interval, { prior, memory });
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
  prior: z.number().min(0),
  memory: z.int().min(1).max(LONGEST_MEMORY),
  slope: z.number().positive(),
  shift: z.number(),
  fittedAt: z.number().nullable(),
});
