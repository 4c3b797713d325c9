import { z } from 'zod';
import { NEWEST_IMPORTS, registryImportPage } from '../src/registry/imported-page.ts';
import { type LeftOut, RegistryImport } from '../src/registry/registry-import.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { nodeOf } from './node.ts';

const MOST_SHOWN = 1_000;

const LeftOutRef = builder.objectRef<LeftOut>('LeftOutOfImport').implement({
  description: 'Something that an import did not take.',
  fields: (t) => ({
    file: t.exposeString('file', { description: 'The file that it stands in, from the folder.' }),
    what: t.exposeString('what', {
      description: 'The id of a version or a model there; empty for a whole file.',
    }),
    why: t.exposeString('why', { description: 'Why it could not be taken, for people.' }),
  }),
});

export const RegistryImportRef = nodeOf('RegistryImport', RegistryImport);

RegistryImportRef.implement({
  description: 'The report of one import of the model registry of another system.',
  fields: (t) => ({
    source: t.exposeString('source', { description: 'The folder, as whoever ran the import named it.' }),
    foundCount: t.exposeInt('foundCount', { description: 'What was found there, readable or not.' }),
    importedCount: t.exposeInt('importedCount', { description: 'Versions that were taken.' }),
    knownCount: t.exposeInt('knownCount', { description: 'Versions that an earlier import had taken.' }),
    leftOutCount: t.exposeInt('leftOutCount', { description: 'What was not taken.' }),
    leftOut: t.field({
      type: [LeftOutRef],
      description: 'What was not taken and why.',
      args: {
        first: t.arg
          .int({ required: true, defaultValue: 100, description: `How many, from 1 to ${MOST_SHOWN}.` })
          .validate(z.int().min(1).max(MOST_SHOWN, `from 1 to ${MOST_SHOWN}`)),
      },
      complexity: ({ first }) => ({ field: 1, multiplier: first }),
      resolve: ({ leftOut }, { first }) => (JSON.parse(leftOut) as LeftOut[]).slice(0, first),
    }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was run.' }),
  }),
});

const RegistryImportConnection = builder.connectionObject(
  { type: RegistryImportRef, name: 'RegistryImportConnection', description: 'A page of import reports.' },
  { name: 'RegistryImportEdge', description: 'An import report in a list.' },
);

builder.queryField('registryImports', (t) =>
  t.field({
    type: RegistryImportConnection,
    description: 'Reports of imports of model registries of other systems, newest first.',
    args: pageArgs(t.arg),
    complexity: pageCost,
    resolve: (_, page, { em }) =>
      connection(NEWEST_IMPORTS, page, (request) => registryImportPage(em, request)),
  }),
);
