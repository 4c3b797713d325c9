import { distance } from 'fastest-levenshtein';

/** A sensor, and every name by which a file may mean it beside its tag. */
export interface NamedSensor {
  readonly id: string;
  readonly tag: string;
  readonly names: readonly string[];
}

/** A name that means no sensor, or several: what to write instead. */
export interface NotFound {
  readonly candidates: readonly string[];
  readonly isAmbiguous: boolean;
}

const MOST_CANDIDATES = 3;
const plain = (name: string): string => name.trim().toLowerCase();

/** Sensors by the names that a person gives them in a file: the tag first, then any other name that only one has. */
export class SensorDirectory {
  readonly sensors: readonly NamedSensor[];
  readonly #byTag = new Map<string, number>();
  readonly #byName = new Map<string, number[]>();

  constructor(sensors: readonly NamedSensor[]) {
    this.sensors = sensors;
    for (const [place, { tag, names }] of sensors.entries()) {
      this.#byTag.set(tag, place);
      for (const name of new Set([tag, ...names].map(plain))) {
        const places = this.#byName.get(name);
        if (places) places.push(place);
        else this.#byName.set(name, [place]);
      }
    }
  }

  /** Its place among `sensors`. */
  find(name: string): number | NotFound {
    const exact = this.#byTag.get(name.trim());
    if (exact !== undefined) return exact;
    const places = this.#byName.get(plain(name)) ?? [];
    if (places.length === 1) return places[0];
    const candidates = places.slice(0, MOST_CANDIDATES).map((place) => this.sensors[place].tag);
    return places.length > 1
      ? { candidates, isAmbiguous: true }
      : { candidates: this.#nearest(plain(name)), isAmbiguous: false };
  }

  /** Tags of which a name is not further away than a third of what was written. */
  #nearest(written: string): string[] {
    const most = Math.max(2, Math.floor(written.length / 3));
    const near = new Map<string, number>();
    for (const [name, places] of this.#byName) {
      if (Math.abs(name.length - written.length) > most) continue;
      const far = distance(name, written);
      const { tag } = this.sensors[places[0]];
      if (far <= most && far < (near.get(tag) ?? Number.POSITIVE_INFINITY)) near.set(tag, far);
    }
    const sorted = [...near].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
    return sorted.slice(0, MOST_CANDIDATES).map(([tag]) => tag);
  }
}

/** What to write in place of a name, as the end of a sentence that begins "Write …". */
export function instead({ candidates, isAmbiguous }: NotFound): string {
  if (candidates.length === 0) return 'the tag of a sensor in service';
  return `${isAmbiguous ? 'one of the tags that have this name' : 'the nearest'}: ${candidates.join(', ')}`;
}
