import graphql from '@graphql-eslint/eslint-plugin';

const files = { schema: './schema/schema.graphql', documents: './schema/examples/*.graphql' };
const language = { parser: graphql.parser, parserOptions: { graphQLConfig: files } };
const plugins = { '@graphql-eslint': graphql };
const rule = (name) => `@graphql-eslint/${name}`;

/** The printed graph and the example operations; everything else is Biome's. */
export default [
  {
    files: ['schema/schema.graphql'],
    languageOptions: language,
    plugins,
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      [rule('description-style')]: 'error',
      [rule('no-scalar-result-type-on-mutation')]: 'error',
      // Lists are read forwards; plain lists are of what has no pages.
      [rule('relay-arguments')]: ['error', { includeBoth: false }],
      [rule('relay-edge-types')]: [
        'error',
        { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false },
      ],
      // Values without an identity have no id.
      [rule('strict-id-in-types')]: 'off',
      // `Detection.detectionMode` is the word that anomalies have, too.
      [rule('no-typename-prefix')]: 'off',
    },
  },
  {
    files: ['schema/examples/*.graphql'],
    languageOptions: language,
    plugins,
    rules: {
      ...graphql.configs['flat/operations-recommended'].rules,
      // Examples ask for what they are about.
      [rule('require-selections')]: 'off',
    },
  },
];
