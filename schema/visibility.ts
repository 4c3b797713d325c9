import DataLoader from 'dataloader';
import type { Context } from '../src/context.ts';
import { idsWithin, type Use } from '../src/db/reach.ts';
import { NotFoundError } from '../src/errors.ts';
import type { NamedId } from './named-ids.ts';
import { nodeEntity } from './node-entities.ts';

type Loader = DataLoader<number, boolean>;

/** What the viewer of an operation sees, asked of many things at once: one statement for a type and use. */
class Visibility {
  readonly #context: Context;
  readonly #loaders = new Map<string, Loader>();

  constructor(context: Context) {
    this.#context = context;
  }

  of(type: string, id: number, use: Use): Promise<boolean> {
    const key = `${use} ${type}`;
    const loader = this.#loaders.get(key) ?? this.#loaderOf(type, use);
    this.#loaders.set(key, loader);
    return loader.load(id);
  }

  #loaderOf(type: string, use: Use): Loader {
    return new DataLoader(async (ids) => {
      const entity = nodeEntity(type);
      if (!entity) throw new Error(`${type} has no global id`);
      const within = await idsWithin(this.#context.em, entity, ids, use);
      return ids.map((id) => within.has(id));
    });
  }
}

const visibilities = new WeakMap<Context, Visibility>();

/** Whether the viewer of the operation may see, or change, a thing with a global id. */
export function isVisible(context: Context, { type, id }: NamedId, use: Use = 'SEEN'): Promise<boolean> {
  const visibility = visibilities.get(context) ?? new Visibility(context);
  visibilities.set(context, visibility);
  return visibility.of(type, id, use);
}

/** What is outside is answered as what does not exist. @throws NotFoundError for the first that is not visible */
export async function requireVisible(context: Context, named: readonly NamedId[], use: Use): Promise<void> {
  const visible = await Promise.all(named.map((one) => isVisible(context, one, use)));
  const hidden = named[visible.indexOf(false)];
  if (hidden) throw new NotFoundError(hidden.type, hidden.id);
}
