import { DETECT_JOB, type DetectOutcome } from '../src/detection/range-detection.ts';
import { InsufficientDataError } from '../src/errors.ts';
import { Job } from '../src/jobs/job.ts';
import { builder } from './builder.ts';
import { CleaningInput } from './cleaning-input.ts';
import { DetectionRunRef } from './detection-run.ts';
import { idOf } from './global-id.ts';
import { type JobFacts, JobRef, parsed } from './job.ts';
import { jobList } from './job-list.ts';
import { jobStream } from './job-stream.ts';
import { nodeOf } from './node.ts';

const DetectionFacts = builder.interfaceRef<JobFacts>('RangeDetection').implement({
  description:
    'The judging of a stored range: as it is now (`DetectionJob`), or as it was (`DetectionJobSnapshot`).',
  interfaces: [JobRef],
  fields: (t) => ({
    detectionRun: t.field({
      type: DetectionRunRef,
      nullable: true,
      description: 'What came of it; null until it has succeeded.',
      resolve: ({ result }) => parsed<DetectOutcome>(result)?.detectionRunId ?? null,
    }),
  }),
});

const DetectionJobRef = nodeOf('DetectionJob', Job, ({ kind }) => kind === DETECT_JOB);

DetectionJobRef.implement({
  description: 'The judging of a stored range, as it is now.',
  interfaces: [JobRef, DetectionFacts],
});

jobList({ kind: DETECT_JOB, node: DetectionJobRef, noun: 'detection job', field: 'detectionJobs' });

jobStream({
  kind: DETECT_JOB,
  node: DetectionJobRef,
  noun: 'detection job',
  field: 'detectionJob',
  facts: DetectionFacts,
});

const DetectAnomaliesInput = builder.inputType('DetectAnomaliesInput', {
  description: 'What to judge, by what.',
  fields: (t) => ({
    sensorId: t
      .id({ required: true, description: 'The sensor, of kind CONTINUOUS.' })
      .validate(idOf('Sensor')),
    modelVersionId: t
      .id({ description: 'A detection version made for it; the one that is live now when absent.' })
      .validate(idOf('ModelVersion').nullish()),
    from: t.field({ type: 'DateTime', required: true, description: 'The first instant.' }),
    to: t.field({
      type: 'DateTime',
      required: true,
      description: 'The last instant, inclusive; at most 2000000 samples after the first.',
    }),
    cleaning: t.field({
      type: CleaningInput,
      description:
        'What is done to the values before they are judged. Outliers that are taken out are not found.',
    }),
  }),
});

const CancelDetectionJobInput = builder.inputType('CancelDetectionJobInput', {
  description: 'What to cancel.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The detection job.' }).validate(idOf('DetectionJob')),
  }),
});

builder.mutationFields((t) => ({
  detectAnomalies: t.field({
    type: DetectionJobRef,
    description:
      'Puts the judging of a stored range into the queue and answers at once; `detectionJobEvents` tells how it goes on. What ' +
      'it finds becomes a `DetectionRun`, and is never announced. What cannot succeed is refused here: INVALID_INPUT, NOT_FOUND, NO_LIVE_VERSION, STEP_SENSOR, ' +
      'INSUFFICIENT_DATA, DATASET_TOO_LARGE, DATASET_TOO_SPARSE. The job fails with TOO_MANY_ANOMALIES.',
    errors: { types: [InsufficientDataError] },
    args: { input: t.arg({ type: DetectAnomaliesInput, required: true, description: 'What to judge.' }) },
    resolve: (_, { input: { from, to, ...rest } }, { services, viewer }) =>
      services.ranges.detect({ ...rest, fromMs: from, toMs: to }, viewer),
  }),
  cancelDetectionJob: t.field({
    type: DetectionJobRef,
    description:
      'Ends a detection job that is queued or running; nothing of it remains. Refuses with JOB_FINISHED or NOT_FOUND. ' +
      'Asking again changes nothing.',
    errors: {},
    args: { input: t.arg({ type: CancelDetectionJobInput, required: true, description: 'What to cancel.' }) },
    resolve: (_, { input }, { services }) => services.jobs.cancel(input.id, DETECT_JOB),
  }),
}));
