import type { TelltaleClient } from '../../schema/client/client.ts';
import { succeeded } from '../../schema/client/failure.ts';
import {
  type ModelInput,
  TrainingJobEventsDocument,
  type TrainingJobEventsSubscription,
  TrainModelDocument,
} from '../../schema/generated/graphql.ts';
import { DomainError } from '../../src/errors.ts';
import type { Progress } from '../terminal/progress.ts';

/** A model to train on what is stored of a sensor, and to make live. */
export interface WantedModel {
  readonly sensorId: string;
  readonly tag: string;
  readonly model: ModelInput;
  /** The last instant of the data, ISO 8601; the last reading when absent. */
  readonly to?: string;
}

type Item = TrainingJobEventsSubscription['trainingJobEvents'];
type TrainingJob = Extract<Item, { __typename: 'TrainingJobEvent' }>['trainingJob'];

/** A training that has ended well. */
export interface TrainedModel extends Pick<TrainingJob, 'epochs' | 'tensorBackend'> {
  readonly tag: string;
}

const CANCELLED = { code: 'CANCELLED', message: 'it was cancelled', remedy: 'Start again.' };

/** The change that an item tells of; nothing for a heartbeat. @throws DomainError for a gap */
function changeOf(item: Item): TrainingJob | undefined {
  if (item.__typename === 'TrainingJobEvent') return item.trainingJob;
  if (item.__typename === 'Heartbeat') return undefined;
  throw new DomainError(item.reason, 'The stream of training jobs has a gap', item.remedy);
}

/** Puts every model into the queue. Gives the sensor's tag for the id of each job. */
async function queueJobs(
  graph: TelltaleClient,
  wanted: readonly WantedModel[],
): Promise<Map<string, string>> {
  const tags = new Map<string, string>();
  for (const { sensorId, tag, model, to } of wanted) {
    const input = { sensorId, model, to, promote: true };
    const { trainModel } = await graph.run(TrainModelDocument, { input });
    tags.set(succeeded(trainModel).id, tag);
  }
  return tags;
}

/**
 * Trains every model and makes it live; waits until the last is, told by `trainingJobEvents`.
 * @throws DomainError as the first job that failed said it
 */
export async function trainModels(
  graph: TelltaleClient,
  wanted: readonly WantedModel[],
  progress: Progress,
): Promise<TrainedModel[]> {
  const stream = graph.subscribe(TrainingJobEventsDocument, {});
  const shares = new Map<string, number>();
  const waiting = new Set<string>();
  const trained: TrainedModel[] = [];
  try {
    await stream.next();
    const tags = await queueJobs(graph, wanted);
    for (const id of tags.keys()) waiting.add(id);
    while (waiting.size > 0) {
      const { value, done } = await stream.next();
      if (done) throw new DomainError('STREAM_ENDED', 'The server ended the subscription', 'Start again.');
      const job = changeOf(value.trainingJobEvents);
      if (!job || !waiting.has(job.trainingJob.id)) continue;
      const { id } = job.trainingJob;
      if (job.status === 'FAILED' || job.status === 'CANCELLED') {
        const { code, message, remedy } = job.failure ?? CANCELLED;
        throw new DomainError(code, `Training for ${tags.get(id)}: ${message}`, remedy);
      }
      if (job.status === 'SUCCEEDED') {
        waiting.delete(id);
        trained.push({ ...job, tag: tags.get(id) as string });
      }
      shares.set(id, job.progress);
      progress.update(shares.values().reduce((sum, share) => sum + share, 0));
    }
    return trained;
  } finally {
    await stream.return();
  }
}
