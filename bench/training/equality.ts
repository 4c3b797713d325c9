import type { Progress } from '../../scripts/terminal/progress.ts';
import { difference } from './difference.ts';
import { described, LAYER_CASES } from './layer-cases.ts';
import { QUANTITIES } from './layer-passes.ts';
import { withSides } from './measured-side.ts';

/** Largest max|a − b| / max|reference| that counts as equal. */
const EQUAL = 1e-4;

interface Worst {
  readonly difference: number;
  readonly case: string;
}

export interface Equality {
  readonly limit: number;
  readonly isEqual: boolean;
  readonly worst: Readonly<Record<(typeof QUANTITIES)[number], Worst>>;
  readonly cases: readonly (Readonly<Record<(typeof QUANTITIES)[number], number>> & { case: string })[];
}

type Compared = Equality['cases'][number];

const worstOf = (cases: readonly Compared[], quantity: (typeof QUANTITIES)[number]): Worst =>
  cases
    .map((compared) => ({ difference: compared[quantity], case: compared.case }))
    .reduce((worst, one) => (one.difference <= worst.difference ? worst : one));

/** One layer of each side on the same weights, inputs and slopes. */
export const equality = (progress: Progress): Promise<Equality> =>
  withSides(async ({ stock, ours }) => {
    const cases: Compared[] = [];
    for (const layer of LAYER_CASES) {
      const [wanted, given] = [await stock.pass(layer), await ours.pass(layer)];
      const differences = QUANTITIES.map((one) => [one, difference(given[one], wanted[one])]);
      cases.push({ case: described(layer), ...Object.fromEntries(differences) });
      progress.update(cases.length);
    }
    const worst = Object.fromEntries(
      QUANTITIES.map((one) => [one, worstOf(cases, one)]),
    ) as Equality['worst'];
    const isEqual = Object.values(worst).every((one) => one.difference <= EQUAL);
    return { limit: EQUAL, isEqual, worst, cases };
  });
