import { readFileSync } from 'node:fs';
import { isScorable, nasaChannels } from '../nasa/nasa-channel.ts';
import { FIRST_SEED } from './channels.ts';
import { PredictionErrors } from './prediction-errors.ts';
import { byRepeating, byReservoir, carried, overWindows, type Predictor } from './predictions.ts';
import type { StudyRow } from './study-table.ts';
import { judgeVariants, variantFigures } from './variant-figures.ts';
import { VARIANTS, type Variant } from './variants.ts';

/** Where trained networks lie, and the channels that have one. */
export interface Trained {
  readonly folder: string;
  readonly channels: readonly string[];
}

/** A model, on which channels, with which seeds, judged in which ways. */
interface Row {
  readonly predictor: Predictor;
  /** All that have labels when absent. */
  readonly channels?: readonly string[];
  readonly seeds?: readonly number[];
  readonly variants: Readonly<Record<string, Variant>>;
}

/** In everything that can be changed without training again. */
const PUBLISHED: Readonly<Record<string, Variant>> = {
  default: {},
  'span 105, first 250 left out': { errors: { smoothing: 105 }, first: 250 },
};
/** Errors of others are in a unit of their own. */
const AS_IS = 'echo state, values as they are';
const COMPARABLE = /^(Telemanom|last value)/;
const SIX_SEEDS = [1, 2, 3, 4, 5, 6];

const rowsOf = (asTrained: Trained, atRandom: Trained): Record<string, Row> => {
  const lstm = new WebAssembly.Module(readFileSync(new URL('../../kernels/lstm.wasm', import.meta.url)));
  const { channels } = asTrained;
  const reservoir = (over: object, variants: Row['variants']) => ({
    predictor: byReservoir(over),
    seeds: SIX_SEEDS,
    variants,
  });
  return {
    Telemanom: { predictor: carried(asTrained.folder), channels, variants: VARIANTS },
    'Telemanom over windows': {
      predictor: overWindows(asTrained.folder, lstm),
      channels,
      variants: PUBLISHED,
    },
    'Telemanom, held out at random': {
      predictor: carried(atRandom.folder),
      channels: atRandom.channels,
      variants: PUBLISHED,
    },
    'last value': { predictor: byRepeating, channels, variants: PUBLISHED },
    'echo state': reservoir({}, VARIANTS),
    [AS_IS]: reservoir({ scaling: 'AS_IS' }, PUBLISHED),
    'echo state with commands': reservoir({ inputs: true }, PUBLISHED),
  };
};

/** What moves F1, on labelled channels: one setting at a time, on the same predictions. */
export async function study(data: string, asTrained: Trained, atRandom: Trained) {
  const labelled = (await nasaChannels(data)).filter(isScorable);
  const errors = new PredictionErrors(labelled);
  const rows: Record<string, StudyRow> = {};
  for (const [name, { predictor, channels, seeds = [FIRST_SEED], variants }] of Object.entries(
    rowsOf(asTrained, atRandom),
  )) {
    const chosen = labelled.filter(({ channel }) => channels?.includes(channel) ?? true);
    process.stderr.write(`${name}: ${chosen.length} channels\n`);
    const judged = await judgeVariants(data, chosen, predictor, seeds, variants, (channel, prediction) => {
      if (name === AS_IS || COMPARABLE.test(name)) errors.add(name, channel, prediction);
    });
    rows[name] = { channels: chosen.map(({ channel }) => channel), seeds, variants: variantFigures(judged) };
  }
  return { rows, meanErrors: errors.ofChannels(asTrained.channels) };
}
