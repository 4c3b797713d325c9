import type { TelltaleClient } from '../../schema/client/client.ts';
import { succeeded } from '../../schema/client/failure.ts';
import {
  CreateEquipmentDocument,
  CreateSensorDocument,
  type CreateSensorInput,
  EquipmentDocument,
} from '../../schema/generated/graphql.ts';
import type { EquipmentSeed, SensorSeed } from '../../seeds/plant-model.ts';
import type { DemoPlant } from '../../seeds/scenario.ts';
import { type ListedSensor, sensorsByTag } from '../graph/listed-sensors.ts';
import { allPages, LARGEST_PAGE } from '../graph/pages.ts';

/** A sensor of the plant as the scenario knows it, and as the server does. */
export interface DemoSensor {
  readonly seed: SensorSeed;
  readonly listed: ListedSensor;
}

const sensorInput = (
  seed: SensorSeed,
  equipmentId: string,
  inputIds: readonly string[],
): CreateSensorInput => ({
  tag: seed.tag,
  name: seed.name,
  description: seed.description,
  equipmentId,
  quantity: seed.quantity,
  unit: seed.unit,
  kind: seed.kind,
  samplingPeriodMs: seed.samplingPeriodMs,
  normalRange:
    seed.normalLow === null || seed.normalHigh === null
      ? null
      : { low: seed.normalLow, high: seed.normalHigh },
  limits: {
    lowLow: seed.limitLowLow,
    low: seed.limitLow,
    high: seed.limitHigh,
    highHigh: seed.limitHighHigh,
  },
  inputIds: [...inputIds],
});

async function enterEquipment(
  graph: TelltaleClient,
  seeds: readonly EquipmentSeed[],
): Promise<Map<string, string>> {
  const known = await allPages(async (after) => {
    const answer = await graph.run(EquipmentDocument, { first: LARGEST_PAGE, after });
    return answer.equipment;
  });
  const ids = new Map(known.map(({ id, tag }) => [tag, id]));
  for (const { parentTag, ...seed } of seeds) {
    if (ids.has(seed.tag)) continue;
    const parentId = parentTag === null ? null : ids.get(parentTag);
    const { createEquipment } = await graph.run(CreateEquipmentDocument, { input: { ...seed, parentId } });
    ids.set(seed.tag, succeeded(createEquipment).id);
  }
  return ids;
}

/** Enters what the server does not know yet of the plant, and gives its sensors. @throws DomainError */
export async function enterPlant(graph: TelltaleClient, plant: DemoPlant): Promise<DemoSensor[]> {
  const equipmentIds = await enterEquipment(graph, plant.equipment);
  const tags = plant.sensors.map(({ tag }) => tag);
  const known = await sensorsByTag(graph, { tags });
  const ids = new Map([...known].map(([tag, { id }]) => [tag, id]));
  for (const seed of plant.sensors) {
    if (ids.has(seed.tag)) continue;
    const inputIds = seed.inputTags.map((tag) => ids.get(tag) as string);
    const input = sensorInput(seed, equipmentIds.get(seed.equipmentTag) as string, inputIds);
    const { createSensor } = await graph.run(CreateSensorDocument, { input });
    ids.set(seed.tag, succeeded(createSensor).id);
  }
  const listed = await sensorsByTag(graph, { tags });
  return plant.sensors.map((seed) => ({ seed, listed: listed.get(seed.tag) as ListedSensor }));
}
