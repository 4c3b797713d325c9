import type { AuditEntry } from '../src/audit/audit-entry.ts';
import { auditPage, NEWEST_ENTRIES } from '../src/audit/audit-page.ts';
import type { Row } from '../src/db/keyset.ts';
import type { SeenChange } from '../src/db/witness.ts';
import { RoleEnum } from './api-token.ts';
import { builder } from './builder.ts';
import { connection, pageArgs, pageCost } from './connection.ts';
import { decodeId, encodeId, idOfAny, NODE_TYPES } from './global-id.ts';

const json = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));

/** `Sensor:5` as the global id of that sensor; anything else as it is. */
function publicSubject(subject: string): string {
  const [type, id] = subject.split(':');
  const text = encodeId(type, Number(id));
  return decodeId(text) ? text : subject;
}

const AuditChangeRef = builder.objectRef<SeenChange>('AuditChange').implement({
  description: 'What a mutation did to one thing. Long values are shortened, and secrets are not in it.',
  fields: (t) => ({
    what: t.exposeString('what', { description: 'The kind of thing, such as `Sensor`.' }),
    key: t.string({
      nullable: true,
      description: 'What tells it apart from others of its kind: a number, or a name.',
      resolve: ({ id }) => (id === null ? null : String(id)),
    }),
    before: t.string({
      nullable: true,
      description: 'What changed of it as it was before, as JSON; null for what is new.',
      resolve: ({ before }) => json(before),
    }),
    after: t.string({
      nullable: true,
      description: 'The same as it is since, as JSON; null for what is gone.',
      resolve: ({ after }) => json(after),
    }),
  }),
});

const AuditEntryRef = builder.objectRef<Row<AuditEntry>>('AuditEntry').implement({
  description: 'One mutation: who asked for what, and what came of it. An entry never changes.',
  fields: (t) => ({
    at: t.expose('atMs', { type: 'DateTime', description: 'When.' }),
    actor: t.exposeString('actor', { description: 'The name of the token, or the subject of the JWT.' }),
    credential: t.exposeString('credential', {
      nullable: true,
      description: 'What let the actor in, such as `token 7`; null for what the configuration names.',
    }),
    role: t.expose('role', { type: RoleEnum, description: 'The role of the actor then.' }),
    mutation: t.exposeString('field', { description: 'The mutation.' }),
    operation: t.exposeString('operation', {
      nullable: true,
      description: 'The name that the client gave its operation.',
    }),
    requestId: t.exposeString('requestId', {
      nullable: true,
      description: 'The id of the request, as in the log and in `x-request-id`.',
    }),
    subjects: t.stringList({
      description: 'What it named or changed: global ids, or a kind and a number where there is none.',
      resolve: ({ subjects }) => JSON.parse(subjects).map(publicSubject),
    }),
    input: t.exposeString('input', {
      description:
        'What was asked for, as JSON, shortened and without secrets. Of `recordReadings` there is one entry a minute and actor, ' +
        'with counts.',
    }),
    changes: t.field({
      type: [AuditChangeRef],
      description: 'What changed, in order.',
      resolve: ({ changes }): SeenChange[] => JSON.parse(changes),
    }),
    outcome: t.exposeString('outcome', { description: '`OK`, or the code of the failure.' }),
  }),
});

const AuditEntryConnection = builder.connectionObject(
  { type: AuditEntryRef, name: 'AuditEntryConnection', description: 'A page of the audit log.' },
  { name: 'AuditEntryEdge', description: 'An entry of the audit log in a list.' },
);

const [ANY, ...OTHERS] = NODE_TYPES;

const AuditFilter = builder.inputType('AuditFilter', {
  description: 'Which entries to list. Every field that is given must match.',
  fields: (t) => ({
    actor: t.string({ description: 'By this actor.' }),
    mutation: t.string({ description: 'Of this mutation.' }),
    outcome: t.string({ description: 'With this outcome: `OK`, or the code of a failure.' }),
    subjectId: t.id({ description: 'That named or changed this.' }).validate(
      idOfAny(ANY, ...OTHERS)
        .transform(({ type, id }) => `${type}:${id}`)
        .nullish(),
    ),
    from: t.field({ type: 'DateTime', description: 'At or after this instant.' }),
    to: t.field({ type: 'DateTime', description: 'At or before this instant.' }),
  }),
});

const wanted = ({ mutation, subjectId, from, to, ...rest }: typeof AuditFilter.$inferInput) => ({
  ...rest,
  field: mutation,
  subject: subjectId,
  fromMs: from,
  toMs: to,
});

builder.queryField('auditLog', (t) =>
  t.field({
    type: AuditEntryConnection,
    description: 'What was done, newest first: every mutation, also what was refused.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: AuditFilter, description: 'Which entries; all when absent.' }),
    },
    complexity: pageCost,
    resolve: (_, { filter, ...page }, { em }) =>
      connection(NEWEST_ENTRIES, page, (request) => auditPage(em, wanted(filter ?? {}), request)),
  }),
);
