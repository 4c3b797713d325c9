import { countsOf, f1Of } from '../../src/ml/evaluation/segment-counts.ts';
import { shareFlagged } from '../../src/ml/evaluation/share-flagged.ts';
import { RandomStream } from '../../src/ml/numbers/random-stream.ts';
import type { ScoredChannel } from '../nasa/judged-channel.ts';
import { spread } from '../result.ts';

/** One point of the grid: its figures for a table, and the settings of the family. */
export interface LiveSetting {
  readonly named: { readonly margin: number; readonly acceptAfter: number; readonly limit: number };
  readonly config: object;
}

export interface SettingFindings {
  readonly setting: LiveSetting;
  readonly judged: readonly ScoredChannel[];
}

const MARGINS = [1, 2, 3, 4];
const ACCEPT_AFTER = [250, 500, 1_000];
const LIMITS = [5, 5.5, 6];

export const SETTINGS: readonly LiveSetting[] = MARGINS.flatMap((margin) =>
  ACCEPT_AFTER.flatMap((acceptAfter) =>
    LIMITS.map((limit) => ({
      named: { margin, acceptAfter, limit },
      config: { drift: { margin, acceptAfter }, live: { threshold: { kind: 'FIXED', limit } } },
    })),
  ),
);

/** More of the time than this counts against a setting, share for share. */
const MOST_FLAGGED = 0.1;

/** The mean F1 of the two spacecraft, less what is flagged beyond a tenth of the time. */
export function objective(judged: readonly ScoredChannel[]) {
  const of = (craft: string) => {
    const own = judged.filter(({ spacecraft }) => spacecraft === craft);
    return { f1: f1Of(countsOf(own)), flagged: shareFlagged(own) };
  };
  const [msl, smap] = [of('MSL'), of('SMAP')];
  const excess = [msl, smap].reduce((sum, { flagged }) => sum + Math.max(0, flagged - MOST_FLAGGED), 0);
  return {
    objective: (msl.f1 + smap.f1 - excess) / 2,
    f1Msl: msl.f1,
    flaggedMsl: msl.flagged,
    f1Smap: smap.f1,
    flaggedSmap: smap.flagged,
  };
}

const DIVISIONS = 20;
const FOLDS = 5;

/**
 * What a setting that was chosen without a channel does on that channel: F1 a division of the channels, and how often each
 * setting was chosen.
 */
export function leftOut(measured: readonly SettingFindings[]) {
  const { length } = measured[0].judged;
  const chosen = new Map<string, number>();
  const divisions = Array.from({ length: DIVISIONS }, (_, seed) => {
    const order = Uint32Array.from({ length }, (__, k) => k);
    new RandomStream(seed).shuffle(order);
    const fold = new Uint8Array(length);
    order.forEach((channel, place) => {
      fold[channel] = place % FOLDS;
    });
    const found: ScoredChannel[] = [];
    for (let out = 0; out < FOLDS; out++) {
      const best = bestOf(measured, (k) => fold[k] !== out);
      const name = JSON.stringify(best.setting.named);
      chosen.set(name, (chosen.get(name) ?? 0) + 1);
      found.push(...best.judged.filter((_channel, k) => fold[k] === out));
    }
    return objective(found);
  });
  return {
    f1Msl: spread(divisions.map(({ f1Msl }) => f1Msl)),
    f1Smap: spread(divisions.map(({ f1Smap }) => f1Smap)),
    chosen: Object.fromEntries([...chosen].sort(([, a], [, b]) => b - a)),
  };
}

const bestOf = (measured: readonly SettingFindings[], hasSay: (channel: number) => boolean) => {
  const worth = ({ judged }: SettingFindings) => objective(judged.filter((_, k) => hasSay(k))).objective;
  return measured.reduce((best, one) => (worth(one) > worth(best) ? one : best));
};
