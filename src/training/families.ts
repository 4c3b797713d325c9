import { DomainError, InvalidInputError } from '../errors.ts';
import type { DetectorFamily } from '../ml/detector.ts';
import { DETECTOR_FAMILIES } from '../ml/detectors.ts';
import type { ForecasterFamily } from '../ml/forecaster.ts';
import { FORECASTER_FAMILIES } from '../ml/forecasters.ts';
import type { ModelTask } from '../registry/registered-model.ts';

/** Detectors that can be given features; an ensemble, and what chooses, can where one of its members can. */
export const FAMILIES_WITH_FEATURES = Object.values(DETECTOR_FAMILIES)
  .filter(({ takesFeatures, parseConfig }) => takesFeatures?.(parseConfig({})))
  .map(({ name }) => name);

/** @throws InvalidInputError naming the families there are */
export const detectorFamily = (name: string): DetectorFamily<unknown> => named(DETECTOR_FAMILIES, name);

/** @throws InvalidInputError naming the families there are */
export const forecasterFamily = (name: string): ForecasterFamily<unknown> => named(FORECASTER_FAMILIES, name);

type SharingFamily = ForecasterFamily<unknown> & Required<Pick<ForecasterFamily<unknown>, 'group'>>;

const sharesWeights = (family: object): family is SharingFamily => 'group' in family;

/**
 * A family whose weights a group of sensors can share.
 * @throws InvalidInputError where there is no such family; DomainError WEIGHTS_NOT_SHARED
 */
export function sharingFamily(name: string): SharingFamily {
  const family: object = Object.hasOwn(DETECTOR_FAMILIES, name)
    ? detectorFamily(name)
    : forecasterFamily(name);
  if (sharesWeights(family)) return family;
  const sharing = Object.values(FORECASTER_FAMILIES).filter(sharesWeights);
  throw new DomainError(
    'WEIGHTS_NOT_SHARED',
    `A model of the family ${name} serves one sensor`,
    `Use one of ${sharing.map((one) => one.name).join(', ')}, or trainModels for a model of each sensor.`,
    { family: name },
  );
}

/** @throws InvalidInputError naming the families of the task */
export const familyOf = (
  task: ModelTask,
  name: string,
): DetectorFamily<unknown> | ForecasterFamily<unknown> =>
  task === 'DETECTION' ? detectorFamily(name) : forecasterFamily(name);

function named<Family>(families: Readonly<Record<string, Family>>, name: string): Family {
  if (Object.hasOwn(families, name)) return families[name];
  throw new InvalidInputError('family', name, `one of ${Object.keys(families).join(', ')}`);
}
