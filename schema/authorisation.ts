import SchemaBuilder, {
  BasePlugin,
  type PothosOutputFieldConfig,
  PothosSchemaError,
  type SchemaTypes,
  unwrapOutputFieldType,
} from '@pothos/core';
import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isNonNullType,
} from 'graphql';
import { type FieldRule, ROOT_FIELDS } from '../src/access/root-fields.ts';
import type { Context } from '../src/context.ts';
import { NotFoundError } from '../src/errors.ts';
import type { NodeType } from './global-id.ts';
import { type NamedId, namedIds } from './named-ids.ts';
import { nodeEntity } from './node-entities.ts';
import { ofThePlant } from './refusals.ts';
import { isVisible, requireVisible } from './visibility.ts';

declare global {
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      authorisation: AuthorisationPlugin<Types>;
    }
  }
}

type Resolver = GraphQLFieldResolver<unknown, Context, object>;
type Call = Parameters<Resolver>;

/**
 * Role and subtree, for every field there is, whatever transport it comes by. The role that a root field needs is taken
 * from the table. For a viewer of a subtree nothing that is outside is named on the way in, and no node that is outside
 * goes out, whether a field says that it gives one or only something that may be one. Resolvers know nothing of it.
 */
class AuthorisationPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const rule = ruleOf(config);
    if (!rule) return config;
    const pothosOptions = { ...config.pothosOptions, authScopes: { may: rule.may } };
    return { ...config, pothosOptions } as PothosOutputFieldConfig<Types>;
  }

  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const type = this.buildCache.getTypeConfig(unwrapOutputFieldType(config.type));
    const mayGiveNode =
      ['Interface', 'Union'].includes(type.graphqlKind) || nodeEntity(type.name) !== undefined;
    if (!mayGiveNode && !ruleOf(config) && Object.keys(config.args).length === 0) return resolve;
    const inner = resolve as unknown as Resolver;
    const rule = config.kind === 'Subscription' ? undefined : ruleOf(config);
    const guarded: Resolver = (...call) =>
      call[2].viewer.subtree === undefined ? inner(...call) : resolvedWithin(inner, call, rule);
    return guarded as unknown as typeof resolve;
  }

  override wrapSubscribe(
    subscribe: GraphQLFieldResolver<unknown, Types['Context'], object> | undefined,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> | undefined {
    const rule = ruleOf(config);
    if (!subscribe || !rule) return subscribe;
    const inner = subscribe as unknown as Resolver;
    const guarded: Resolver = async (...call) => {
      const [, , context, info] = call;
      if (context.viewer.subtree !== undefined) await checkNamed(context, info, rule);
      return inner(...call);
    };
    return guarded as unknown as typeof subscribe;
  }
}

const pluginName = 'authorisation';

SchemaBuilder.registerPlugin(pluginName, AuthorisationPlugin);

export default pluginName;

function ruleOf<Types extends SchemaTypes>({
  kind,
  name,
}: PothosOutputFieldConfig<Types>): FieldRule | undefined {
  const rules = ROOT_FIELDS[kind];
  if (rules && !rules[name])
    throw new PothosSchemaError(
      `${kind}.${name} is not in src/access/root-fields.ts, which says who may use it`,
    );
  return rules?.[name];
}

async function resolvedWithin(resolve: Resolver, call: Call, rule: FieldRule | undefined): Promise<unknown> {
  const [, , context, info] = call;
  if (rule?.extent === 'NODES') return nodesWithin(await resolve(...call), context, info);
  if (info.operation.operation !== 'subscription' || info.path.prev) await checkNamed(context, info, rule);
  return shownWithin(await resolve(...call), context, info);
}

/** @throws DomainError FORBIDDEN for what is about the whole plant; NotFoundError for what is named and outside */
async function checkNamed(
  context: Context,
  info: GraphQLResolveInfo,
  rule: FieldRule | undefined,
): Promise<void> {
  if (rule?.extent === 'PLANT') throw ofThePlant(context.viewer, info.fieldName);
  const named = namedIds(info);
  const mustName = rule?.extent === 'NAMED' || rule?.extent === 'WHOLE';
  if (mustName && named.length === 0) throw ofThePlant(context.viewer, info.fieldName);
  const isChange = info.operation.operation === 'mutation' && rule !== undefined;
  await requireVisible(context, named, isChange || rule?.extent === 'WHOLE' ? 'WHOLE' : 'SEEN');
}

/** What `node` and `nodes` give for their ids; null where one is outside, as for one that does not exist. */
async function nodesWithin(result: unknown, context: Context, info: GraphQLResolveInfo): Promise<unknown> {
  const visible = await Promise.all(namedIds(info).map((one) => isVisible(context, one)));
  if (!isListType(getNullableType(info.returnType))) return visible[0] ? result : null;
  return (result as unknown[]).map((node, i) => (visible[i] ? node : null));
}

/** Lists lose what is outside; elsewhere it is null, or refused as what does not exist. */
async function shownWithin(result: unknown, context: Context, info: GraphQLResolveInfo): Promise<unknown> {
  if (result == null || result instanceof Error) return result;
  const { returnType } = info;
  if (isListType(getNullableType(returnType))) {
    const rows = await Promise.all(result as unknown[]);
    const hidden = await Promise.all(rows.map((row) => hiddenNode(row, context, info)));
    return rows.filter((_, i) => hidden[i] === undefined);
  }
  const hidden = await hiddenNode(result, context, info);
  if (!hidden) return result;
  if (!isNonNullType(returnType)) return null;
  throw new NotFoundError(hidden.type, hidden.id);
}

/** The node that a value is, where the viewer does not see it. */
async function hiddenNode(
  value: unknown,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<NamedId | undefined> {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  const named = getNamedType(info.returnType);
  const resolveType = isAbstractType(named) ? (named.resolveType ?? defaultTypeResolver) : undefined;
  const type = resolveType
    ? await resolveType(value, context, info, named as GraphQLAbstractType)
    : named.name;
  if (!type || !nodeEntity(type)) return undefined;
  const node = { type: type as NodeType, id: Number(value.id) };
  return (await isVisible(context, node)) ? undefined : node;
}
