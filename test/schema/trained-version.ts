import type { TestGraph } from './graph.ts';

const TRAIN = `mutation($input: TrainModelInput!) { trainModel(input: $input) { ... on TrainingJob { id }
  ... on Error { message } } }`;
const JOB = `query($id: ID!) { node(id: $id) { ... on TrainingJob { status modelVersion { id } failure { message } } } }`;

/** Trains a version through the graph, waits for it and gives its id. */
export async function trainedVersion(graph: TestGraph, input: object): Promise<string> {
  const { trainModel } = (await graph.run(TRAIN, { input }, 'ENGINEER')).data;
  if (!trainModel.id) throw new Error(trainModel.message);
  for (;;) {
    const { node } = (await graph.run(JOB, { id: trainModel.id })).data;
    if (node.status === 'SUCCEEDED') return node.modelVersion.id;
    if (node.failure) throw new Error(node.failure.message);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
