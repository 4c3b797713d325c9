import type { CodegenConfig } from '@graphql-codegen/cli';

/** Typed documents of the example operations, for tests, scripts and whoever wants to begin with them. */
const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: 'schema/examples/*.graphql',
  importExtension: '.ts',
  generates: {
    'schema/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: { DateTime: 'string', ReadingValue: 'number' },
      },
    },
  },
};

export default config;
