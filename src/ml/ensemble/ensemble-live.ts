import { CorruptArtifactError } from '../../errors.ts';
import { decodeBundle, encodeBundle } from '../artifact-bundle.ts';
import type {
  AcceptedRegimes,
  FittedDetector,
  LiveDetector,
  LiveFeatures,
  LiveScore,
  Part,
} from '../detector.ts';
import { combineJudgements } from './ensemble-score.ts';

const KIND = 'ensemble live state';

/** Every member judges every reading; the state is theirs. */
export class EnsembleLive implements LiveDetector {
  readonly #members: readonly FittedDetector[];
  readonly #live: readonly LiveDetector[];
  readonly #oneIn: number;

  /** @throws CorruptArtifactError when the state is not one of these members. */
  constructor(members: readonly FittedDetector[], oneIn: number, state?: Uint8Array) {
    const parts = state === undefined ? [] : decodeBundle(KIND, state).parts;
    if (state !== undefined && parts.length !== members.length) {
      throw new CorruptArtifactError(KIND, 'it belongs to another fit');
    }
    this.#members = members;
    this.#live = members.map((member, k) => member.live(parts[k]));
    this.#oneIn = oneIn;
  }

  update(value: number, inputs: Float64Array, learn = true, timeMs?: number): LiveScore {
    const judged = this.#live.map((member) => member.update(value, inputs, learn, timeMs));
    return combineJudgements(this.#members, judged, this.#oneIn);
  }

  /** Of each part the loudest member's. */
  parts(): readonly Part[] {
    const all = this.#live.flatMap((member) => member.parts());
    const loudest = new Map<Part['cause'], Part>();
    for (const part of all)
      if (part.share >= (loudest.get(part.cause)?.share ?? 0)) loudest.set(part.cause, part);
    return [...loudest.values()];
  }

  nearestNormal(): Float64Array | null {
    return this.#live.find((member) => member.nearestNormal)?.nearestNormal?.() ?? null;
  }

  get regimes(): AcceptedRegimes | undefined {
    return this.#live.find(({ regimes }) => regimes !== undefined)?.regimes;
  }

  /** Those of its members, which are given the same. */
  get features(): LiveFeatures | undefined {
    const given = this.#live.flatMap(({ features }) => features ?? []);
    if (given.length === 0) return undefined;
    const hold = (column: number) => {
      for (const one of given) one.hold(column);
    };
    return { names: given[0].names, hold };
  }

  save(): Uint8Array {
    return encodeBundle(KIND, { header: {}, parts: this.#live.map((member) => member.save()) });
  }
}
