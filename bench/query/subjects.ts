import { LIST, type ListedSensor } from './sensor-list.ts';

/** A server that answers the list, and how it is asked. */
export interface Subject {
  readonly name: string;
  /** Its module, from `bench/`. */
  readonly module: string;
  readonly env: Readonly<Record<string, string>>;
  readonly query: string;
  /** Whether no two requests are alike, so that no answer can be one that was kept. */
  readonly isEachNew?: boolean;
  /** The sensors in its answer. */
  nodes(data: never): readonly ListedSensor[];
}

const RELATION_LIST = `query SensorList($first: Int!) {
  allSensors(first: $first, orderBy: [TAG_ASC]) {
    nodes { id tag name unit latest { sourceTimeMs value quality } } } }`;

const QUALITIES = ['GOOD', 'UNCERTAIN', 'BAD'];

interface RelationNode extends Pick<ListedSensor, 'tag' | 'name' | 'unit'> {
  readonly latest: { readonly sourceTimeMs: string; readonly value: number | null; readonly quality: number };
}

const listed = ({ sensors }: { sensors: { nodes: readonly ListedSensor[] } }) => sensors.nodes;

const fromRelations = ({ allSensors }: { allSensors: { nodes: readonly RelationNode[] } }) =>
  allSensors.nodes.map(({ latest, ...sensor }) => ({
    ...sensor,
    latest: {
      time: new Date(Number(latest.sourceTimeMs)).toISOString(),
      value: latest.value,
      quality: QUALITIES[latest.quality],
    },
  }));

const product = (name: string, databaseUrl: string, artifacts: string): Subject => ({
  name,
  module: 'live/server.ts',
  env: { PORT: '0', DATABASE_URL: databaseUrl, ARTIFACTS_DIR: artifacts, LOG_LEVEL: 'warn' },
  query: LIST,
  nodes: listed,
});

/** Ours, and the peers on the same file of SQLite. */
export const onSqlite = (file: string, artifacts: string): Subject[] => [
  product('telltale', `sqlite:${file}`, artifacts),
  { ...product('telltale, each made', `sqlite:${file}`, artifacts), isEachNew: true },
  {
    name: 'mercurius-jit',
    module: 'query/mercurius.js',
    env: { SQLITE_FILE: file },
    query: LIST,
    nodes: listed,
  },
  { name: 'raw', module: 'query/raw.ts', env: { SQLITE_FILE: file }, query: LIST, nodes: listed },
];

/** Ours, and the peer on the same database of PostgreSQL. */
export const onPostgresql = (url: string, artifacts: string): Subject[] => [
  product('telltale on PostgreSQL', url, artifacts),
  {
    name: 'postgraphile',
    module: 'query/postgraphile.js',
    env: { DATABASE_URL: url, GRAPHILE_ENV: 'production' },
    query: RELATION_LIST,
    nodes: fromRelations,
  },
];
