import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import { errorTypeMap } from '@pothos/plugin-errors';
import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';
import { type Act, OK } from '../src/audit/audit-log.ts';
import type { Context } from '../src/context.ts';
import { namedIds } from './named-ids.ts';

declare global {
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      audited: AuditedPlugin<Types>;
    }
  }
}

type Resolver = GraphQLFieldResolver<unknown, Context, Record<string, unknown>, unknown>;

/** Writes down every mutation, whatever comes of it: also those that are refused for their role or their arguments. */
class AuditedPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapArgMappers(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object> | undefined,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> | undefined {
    if (!resolve || config.kind !== 'Mutation') return resolve;
    const inner = resolve as unknown as Resolver;
    const audited = config.name === 'recordReadings' ? counted(inner) : writtenDown(inner);
    return audited as unknown as typeof resolve;
  }
}

const pluginName = 'audited';

SchemaBuilder.registerPlugin(pluginName, AuditedPlugin);

export default pluginName;

const writtenDown =
  (resolve: Resolver): Resolver =>
  (parent, args, context, info) => {
    const act = actOf(args.input, context, info);
    return context.services.audit.witnessed(act, outcomeOf, async () => resolve(parent, args, context, info));
  };

/** Batches come by the hundred a second: they are summed up, and cost no statement. */
const counted =
  (resolve: Resolver): Resolver =>
  (parent, args, context, info) => {
    const { series } = args.input as { series: readonly { times: readonly unknown[] }[] };
    const count = {
      series: series.length,
      readings: series.reduce((sum, { times }) => sum + times.length, 0),
    };
    const act = actOf(null, context, info);
    const work = async () => resolve(parent, args, context, info);
    return context.services.recordings.counted(act, count, outcomeOf, work);
  };

function actOf(input: unknown, { viewer, requestId }: Context, info: GraphQLResolveInfo): Act {
  return {
    actor: viewer.name,
    credential: viewer.credential ?? null,
    role: viewer.role,
    field: info.fieldName,
    operation: info.operation.name?.value ?? null,
    requestId: requestId ?? null,
    subjects: input === null ? [] : namedIds(info).map(({ type, id }) => `${type}:${id}`),
    input,
  };
}

/** A failure that is part of the type of its field is a result. */
const outcomeOf = (result: unknown): string =>
  errorTypeMap.has(result as object) ? String((result as { code?: unknown }).code) : OK;
