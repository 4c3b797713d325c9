import { NotFoundError } from '../src/errors.ts';
import { AlreadyQueuedError } from '../src/jobs/job-queue.ts';
import { GroupRefusedError, type MemberRefusal } from '../src/training/group-refused.ts';
import { FEWEST_MEMBERS, MOST_MEMBERS } from '../src/training/group-training.ts';
import { builder } from './builder.ts';
import { Failure } from './failure.ts';
import { SensorRef } from './sensor.ts';
import { trainingFields, trainSettings } from './train-model.ts';
import { TrainingSelection } from './train-models.ts';
import { TrainingJobRef } from './training-job.ts';

const samples = (what: 'needed' | 'given', description: string) => ({
  nullable: true as const,
  description,
  resolve: ({ error }: { readonly error: MemberRefusal['error'] }) =>
    (error.details[what] as number | undefined) ?? null,
});

const MemberRefusedRef = builder
  .objectRef<MemberRefusal & Pick<MemberRefusal['error'], 'code' | 'message' | 'remedy'>>(
    'GroupMemberRefused',
  )
  .implement({
    description:
      'Why a sensor is not trained with the others: INSUFFICIENT_DATA, DIFFERENT_PERIOD, RETIRED, STEP_SENSOR, ' +
      'DATASET_TOO_SPARSE, DATASET_TOO_LARGE or NOT_FOUND.',
    interfaces: [Failure],
    fields: (t) => ({
      sensor: t.field({
        type: SensorRef,
        nullable: true,
        description: 'The sensor; null when there is none with the id that was given.',
        resolve: ({ sensorId, error }) => (error instanceof NotFoundError ? null : sensorId),
      }),
      needed: t.int(samples('needed', 'Samples that are needed; null where something else is wrong.')),
      given: t.int(samples('given', 'Usable samples there are; null where something else is wrong.')),
    }),
  });

const withReason = ({ error, ...refusal }: MemberRefusal) => {
  const { code, message, remedy } = error;
  return { ...refusal, error, code, message, remedy };
};

builder.objectType(GroupRefusedError, {
  name: 'GroupRefused',
  description: 'Sensors that were to share weights, of which some cannot. Code GROUP_REFUSED.',
  interfaces: [Failure],
  fields: (t) => ({
    members: t.field({
      type: [MemberRefusedRef],
      description: 'Those that cannot, and why.',
      resolve: ({ refusals }) => refusals.map(withReason),
    }),
  }),
});

const TrainGroupInput = builder.inputType('TrainGroupInput', {
  description: 'What to train for which sensors together.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description:
        'The name of the group, 1 to 200 characters: trained again under it, the next version is made.',
    }),
    sensors: t.field({
      type: TrainingSelection,
      required: true,
      description: `Which sensors, ${FEWEST_MEMBERS} to ${MOST_MEMBERS} of one sampling period.`,
    }),
    ...trainingFields(t),
  }),
});

const groupInput = ({ name, sensors, ...rest }: typeof TrainGroupInput.$inferInput) => ({
  ...trainSettings(rest),
  name,
  selection: sensors,
});

builder.mutationField('trainGroup', (t) =>
  t.field({
    type: TrainingJobRef,
    description:
      'Puts one training job into the queue for sensors that share weights, and answers at once: ridge, ridge504, leastSquares and transformer. ' +
      'Every sensor keeps its own level, season and intervals, data and out-of-sample figures; with `promote`, the version becomes ' +
      'live for all of them or for none. A network takes its validation part from the end of what it is fitted on, whatever ' +
      '`validationShare` leaves out. What cannot succeed is refused here, with every sensor that stands in the way: ' +
      'GROUP_REFUSED; WEIGHTS_NOT_SHARED, FEATURES_NOT_TAKEN, DATASET_TOO_LARGE (2,000,000 samples together), NOT_FOUND, INVALID_INPUT, ALREADY_QUEUED.',
    errors: { types: [GroupRefusedError, AlreadyQueuedError] },
    args: { input: t.arg({ type: TrainGroupInput, required: true, description: 'What to train.' }) },
    resolve: (_, { input }, { services, viewer }) => services.groups.train(groupInput(input), viewer),
  }),
);
