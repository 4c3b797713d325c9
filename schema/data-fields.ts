import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/**
 * Fields whose answer follows from the stored rows, their arguments and what the viewer may see: not from the clock, from
 * memory, from a thread, nor from who exactly asks.
 */
const OF_THE_DATA: Readonly<Record<string, ReadonlySet<string>>> = {
  Query: names('anomalies equipment node nodes sensors'),
  Node: names('id'),
  Equipment: names(
    'children createdAt criticality description equipmentClass id kind location name parent retiredAt sensors tag',
  ),
  Sensor: names(
    'anomalies createdAt description equipment id inputs kind latest liveModelVersion name normalRange openAnomaly quantity retiredAt samplingPeriodMs series tag unit',
  ),
  Reading: names('quality receivedAt time value'),
  Series: names('qualities times values'),
  NormalRange: names('high low'),
  Anomaly: names(
    'actual cause confidence detectionMode end expected id label modelVersion peakTime revision score sensor severity start status threshold updatedAt',
  ),
  OperatorLabel: names('author createdAt end id note start verdict'),
  ModelVersion: names('archivedAt createdAt createdBy family id metrics scopeKind scopeName seed version'),
  Metric: names('baseline name value'),
  PageInfo: names('endCursor hasNextPage hasPreviousPage startCursor'),
};

/** A page and its edges are what their nodes are. */
const isOfLists = (type: string): boolean => /(Connection|Edge)$/.test(type);

/** Whether everything that a document asks for follows from the stored rows. */
export function asksForDataAlone(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let alone = true;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const field = node.name.value;
        const parent = getNamedType(types.getParentType())?.name ?? '';
        alone &&= field === '__typename' || isOfLists(parent) || OF_THE_DATA[parent]?.has(field) === true;
      },
    }),
  );
  return alone;
}
