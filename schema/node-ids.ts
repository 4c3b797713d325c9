import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import { encodeId } from './global-id.ts';
import { nodeEntity } from './node-entities.ts';

declare global {
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      nodeIds: NodeIdsPlugin<Types>;
    }
  }
}

/** Makes global ids at once. Those of the relay plugin are promised, each with three promises around it. */
class NodeIdsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { name, kind, parentType } = config;
    if (kind !== 'Object' || name !== 'id' || !nodeEntity(parentType)) return config;
    const resolve = (row: unknown) => encodeId(parentType, (row as { id: number }).id);
    return { ...config, resolve };
  }
}

const pluginName = 'nodeIds';

SchemaBuilder.registerPlugin(pluginName, NodeIdsPlugin);

export default pluginName;
