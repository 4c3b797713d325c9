/** What every subject is asked: a page of sensors with the latest reading of each. */
export const LIST = `query SensorList($first: Int!) {
  sensors(first: $first) { nodes { id tag name unit latest { time value quality } } }
}`;

export interface ListedSensor {
  readonly tag: string;
  readonly name: string;
  readonly unit: string;
  readonly latest: { readonly time: string; readonly value: number | null; readonly quality: string } | null;
}

/** What is the same in every right answer, whatever a server calls its ids. */
export const comparable = (nodes: readonly ListedSensor[]): ListedSensor[] =>
  nodes.map(({ tag, name, unit, latest }) => ({
    tag,
    name,
    unit,
    latest: latest && {
      time: new Date(latest.time).toISOString(),
      value: latest.value,
      quality: latest.quality,
    },
  }));
