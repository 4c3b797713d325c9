import type { RiskFigures } from '../src/ml/risk/risk-figures.ts';
import { builder } from './builder.ts';

export const RiskFiguresRef = builder.objectRef<RiskFigures>('RiskFigures').implement({
  description:
    'How the risks of limits turned out whose whole horizon is over and whose value had not crossed at the origin: a case is one ' +
    'limit of one forecast.',
  fields: (t) => ({
    cases: t.exposeInt('cases', { description: 'How many.' }),
    crossed: t.exposeInt('crossed', { description: 'Of how many the limit was crossed.' }),
    brier: t.exposeFloat('brier', { description: 'Mean squared error of the probabilities; 0 is perfect.' }),
    baseRateBrier: t.exposeFloat('baseRateBrier', {
      description: 'That of always saying the share that was crossed, which is known only afterwards.',
    }),
    skill: t.exposeFloat('skill', {
      nullable: true,
      description: 'One minus `brier` over `baseRateBrier`; null where all cases ended alike.',
    }),
    calibrationError: t.exposeFloat('calibrationError', {
      description:
        'Expected calibration error over ten bins: by how much the share that was crossed differs from what was said.',
    }),
  }),
});
