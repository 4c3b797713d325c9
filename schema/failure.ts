import {
  BusyError,
  ConflictError,
  CorruptArtifactError,
  DomainError,
  HorizonTooLongError,
  InsufficientDataError,
  InvalidInputError,
  NotFoundError,
  RateLimitedError,
  RestartPointGoneError,
} from '../src/errors.ts';
import { builder } from './builder.ts';

export const Failure = builder
  .interfaceRef<Pick<DomainError, 'code' | 'message' | 'remedy'>>('Error')
  .implement({
    description: 'Why something could not be done. Every failure that can be expected is one of these.',
    fields: (t) => ({
      code: t.exposeString('code', {
        description: 'Which failure this is. A code never changes its meaning.',
      }),
      message: t.exposeString('message', { description: 'What was wrong, for people.' }),
      remedy: t.exposeString('remedy', { description: 'What would be right.' }),
    }),
  });

builder.objectType(DomainError, {
  name: 'DomainFailure',
  description: 'A failure that its code alone tells apart.',
  interfaces: [Failure],
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInputFailure',
  description: 'A value is outside what a field accepts. Code INVALID_INPUT.',
  interfaces: [Failure],
  fields: (t) => ({
    field: t.string({
      description: 'The path of the field in the arguments, or its name.',
      resolve: ({ details }) => String(details.field),
    }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFoundFailure',
  description: 'Something named in the arguments does not exist. Code NOT_FOUND.',
  interfaces: [Failure],
  fields: (t) => ({
    what: t.string({ description: 'The kind of thing.', resolve: ({ details }) => String(details.what) }),
  }),
});

builder.objectType(ConflictError, {
  name: 'ConflictFailure',
  description: 'The state of a thing does not allow the request now, such as DUPLICATE_TAG or RETIRED.',
  interfaces: [Failure],
});

builder.objectType(InsufficientDataError, {
  name: 'InsufficientDataFailure',
  description: 'There are too few usable samples. Code INSUFFICIENT_DATA.',
  interfaces: [Failure],
  fields: (t) => ({
    needed: t.int({
      description: 'Samples that are needed.',
      resolve: ({ details }) => Number(details.needed),
    }),
    given: t.int({
      description: 'Usable samples there are.',
      resolve: ({ details }) => Number(details.given),
    }),
  }),
});

builder.objectType(RestartPointGoneError, {
  name: 'RestartPointGoneFailure',
  description: 'What a decision could be run again from is kept no more. Code RESTART_POINT_GONE.',
  interfaces: [Failure],
  fields: (t) => ({
    rerunnableFrom: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Decisions of its sensor can be run again from about then on; null where none can.',
      resolve: ({ details }) => details.fromMs as number | null,
    }),
  }),
});

builder.objectType(BusyError, {
  name: 'BusyFailure',
  description: 'Too many requests wait for something to be judged. Code BUSY.',
  interfaces: [Failure],
  fields: (t) => ({
    retryAfterMs: t.int({
      description: 'Milliseconds after which those that wait now are likely to have been answered.',
      resolve: ({ details }) => Number(details.retryAfterMs),
    }),
  }),
});

builder.objectType(RateLimitedError, {
  name: 'RateLimitedFailure',
  description:
    'The token, or the address, has sent what it may for now. Nothing was done. Code RATE_LIMITED.',
  interfaces: [Failure],
  fields: (t) => ({
    retryAfterMs: t.exposeInt('retryAfterMs', {
      description: 'Milliseconds after which it may go on.',
    }),
  }),
});

builder.objectType(HorizonTooLongError, {
  name: 'HorizonTooLongFailure',
  description: 'The forecast was asked for further ahead than the model reaches. Code HORIZON_TOO_LONG.',
  interfaces: [Failure],
  fields: (t) => ({
    asked: t.int({
      description: 'Steps that were asked for.',
      resolve: ({ details }) => Number(details.asked),
    }),
    longest: t.int({
      description: 'The longest horizon, in steps.',
      resolve: ({ details }) => Number(details.longest),
    }),
  }),
});

builder.objectType(CorruptArtifactError, {
  name: 'CorruptArtifactFailure',
  description: 'The stored weights of a model version cannot be read. Code CORRUPT_ARTIFACT.',
  interfaces: [Failure],
});
