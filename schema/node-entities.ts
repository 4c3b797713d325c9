import type { EntityClass } from '@mikro-orm/core';

/** What a type with a global id is kept as. */
type NodeEntity = EntityClass<{ id: number }>;

const entities = new Map<string, NodeEntity>();

export function keptAs(typeName: string, entity: NodeEntity): void {
  entities.set(typeName, entity);
}

/** Undefined for a type without a global id. */
export const nodeEntity = (typeName: string): NodeEntity | undefined => entities.get(typeName);
