import { DomainError, InvalidInputError } from '../errors.ts';
import type { NewJob, Requester } from '../jobs/enqueue.ts';
import { checkedCleaning } from '../ml/cleaning/checked-cleaning.ts';
import type { CleaningConfig } from '../ml/cleaning/cleaning-config.ts';
import { checkedFeatures } from '../ml/features/checked-features.ts';
import type { FeatureConfig } from '../ml/features/feature-config.ts';
import type { ModelTask } from '../registry/registered-model.ts';
import { detectorFamily, FAMILIES_WITH_FEATURES, familyOf } from './families.ts';

export const TRAIN_JOB = 'TRAIN';

/** How to train. Times are ms since the epoch, both ends inclusive; everything stored where left out. */
export interface SettingsInput {
  readonly task: ModelTask;
  readonly family: string;
  /** Settings of the family; its defaults where left out. */
  readonly config?: unknown;
  /** The same seed and data give the same weights; 0 where left out. */
  readonly seed?: number | null;
  readonly fromMs?: number | null;
  readonly toMs?: number | null;
  /** The earlier share of the samples that the weights may see; 0.8 where left out. */
  readonly trainShare?: number | null;
  /** The share after that which networks choose their weights by, 0 or at least 0.02; none where left out. */
  readonly validationShare?: number | null;
  /** Samples between the parts that belong to none; none where left out. */
  readonly gap?: number | null;
  /** A `CleaningConfig`; its defaults, which do nothing, where left out. */
  readonly cleaning?: unknown;
  /** A `FeatureConfig`; none where left out. */
  readonly features?: unknown;
  /** Makes the version live as soon as it exists. Only ever because the caller says so. */
  readonly promote?: boolean | null;
  /** The higher, the sooner, from -100 to 100; 0 where left out. It does not tell requests apart. */
  readonly priority?: number | null;
}

/** What a client asks for. */
export interface TrainInput extends SettingsInput {
  readonly sensorId: number;
}

/** Checked settings as the job keeps them: nothing left out, `config` with the defaults of its family. */
export interface TrainSettings {
  readonly task: ModelTask;
  readonly family: string;
  readonly config: object;
  readonly seed: number;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly trainShare: number;
  /** Both left out where there is none, as by earlier releases. */
  readonly validationShare?: number;
  readonly gap?: number;
  readonly cleaning: CleaningConfig;
  /** Left out where there are none, as by earlier releases. */
  readonly features?: FeatureConfig;
  readonly promote: boolean;
}

/** One sensor with weights of its own. */
export interface TrainRequest extends TrainSettings {
  readonly sensorId: number;
}

/** Sensors that share weights; their ids ascend. */
export interface GroupRequest extends TrainSettings {
  readonly group: { readonly name: string; readonly sensorIds: readonly number[] };
}

const DEFAULT_TRAIN_SHARE = 0.8;
const LEAST_VALIDATION = 0.02;
const MOST_GAP = 100_000;
const LARGEST_SEED = 2 ** 31 - 1;
const LATEST_MS = 8.64e15;
const HIGHEST_PRIORITY = 100;

/** @throws InvalidInputError, DomainError FEATURES_NOT_TAKEN */
export const checkedRequest = (input: TrainInput): TrainRequest => ({
  sensorId: input.sensorId,
  ...checkedSettings(input),
});

/** @throws InvalidInputError, DomainError FEATURES_NOT_TAKEN */
export function checkedSettings(input: SettingsInput): TrainSettings {
  const { task, family } = input;
  const config = familyOf(task, family).parseConfig(input.config ?? {}) as object;
  const seed = input.seed ?? 0;
  if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) {
    throw new InvalidInputError('seed', seed, `a whole number from 0 to ${LARGEST_SEED}`);
  }
  const trainShare = input.trainShare ?? DEFAULT_TRAIN_SHARE;
  if (!(trainShare >= 0.1 && trainShare <= 0.95)) {
    throw new InvalidInputError('trainShare', trainShare, 'from 0.1 to 0.95');
  }
  const parts = checkedParts(trainShare, input);
  const fromMs = checkedTime('from', input.fromMs);
  const toMs = checkedTime('to', input.toMs);
  const cleaning = checkedCleaning(input.cleaning);
  const features = takenFeatures(task, family, config, input.features);
  const rest = { cleaning, ...(features && { features }), promote: input.promote ?? false };
  return { task, family, config, seed, fromMs, toMs, trainShare, ...parts, ...rest };
}

function takenFeatures(
  task: ModelTask,
  family: string,
  config: object,
  asked: unknown,
): FeatureConfig | null {
  const features = checkedFeatures(asked);
  if (!features || (task === 'DETECTION' && detectorFamily(family).takesFeatures?.(config))) return features;
  throw new DomainError(
    'FEATURES_NOT_TAKEN',
    `Models of the family ${family} take no features`,
    `Leave features out, or train one of ${FAMILIES_WITH_FEATURES.join(', ')}.`,
    { family },
  );
}

function checkedParts(trainShare: number, { validationShare, gap }: SettingsInput) {
  const most = 0.95 - trainShare;
  const share = validationShare ?? 0;
  if (share !== 0 && !(share >= LEAST_VALIDATION && share <= most + 1e-9)) {
    const allowed = `0, or from ${LEAST_VALIDATION} to what trainShare leaves of 0.95`;
    throw new InvalidInputError('validationShare', share, allowed);
  }
  const samples = gap ?? 0;
  if (!Number.isInteger(samples) || samples < 0 || samples > MOST_GAP) {
    throw new InvalidInputError('gap', samples, `a whole number from 0 to ${MOST_GAP}`);
  }
  return { ...(share > 0 && { validationShare: share }), ...(samples > 0 && { gap: samples }) };
}

function checkedTime(field: string, timeMs: number | null | undefined): number | null {
  if (timeMs == null) return null;
  if (Number.isInteger(timeMs) && Math.abs(timeMs) <= LATEST_MS) return timeMs;
  throw new InvalidInputError(field, timeMs, 'an instant');
}

/** @throws InvalidInputError */
export function checkedPriority(priority: number | null | undefined): number {
  if (priority == null) return 0;
  if (Number.isInteger(priority) && Math.abs(priority) <= HIGHEST_PRIORITY) return priority;
  throw new InvalidInputError(
    'priority',
    priority,
    `a whole number from -${HIGHEST_PRIORITY} to ${HIGHEST_PRIORITY}`,
  );
}

/** The job that trains what was asked for. */
export const trainJob = (request: TrainRequest | GroupRequest, requestedBy: Requester): NewJob => {
  const { task: topic, family } = request;
  const job = { kind: TRAIN_JOB, topic, request, requestedBy };
  if (!('group' in request)) return { ...job, workload: family, sensorId: request.sensorId };
  return { ...job, workload: `${family} group`, sensorId: null, memberIds: request.group.sensorIds };
};
