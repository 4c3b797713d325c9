import type { KeysetOrder } from '../src/db/keyset.ts';
import type { FeedItem, GapReason } from '../src/events/feed.ts';
import { builder } from './builder.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { enumOf } from './enum.ts';

const COMMIT_ORDER: KeysetOrder = { name: 'event.commit', keys: [['id', 'asc']] };

/**
 * What a subscription field says of itself. RESUMABLE: its source yields feed items, and begins after the argument
 * `after`. PASSING: it shows what passes by, the same to everybody who asks the same. Answers of both are shared.
 */
export type Delivery = 'RESUMABLE' | 'PASSING';

/** For the `extensions` of a subscription field. */
export const delivered = (delivery: Delivery) => ({ delivery });

export const encodeEventCursor = (id: number): string => encodeCursor(COMMIT_ORDER, [id]);

/** The event after which a stream begins; null begins now. @throws BadCursorError */
export const eventAfter = (cursor: string | null | undefined): number | null =>
  cursor == null ? null : (decodeCursor(COMMIT_ORDER, cursor)[0] as number);

export type FeedEvent = Extract<FeedItem, { kind: 'EVENT' }>;
type FeedGap = Extract<FeedItem, { kind: 'GAP' }>;
type FeedHeartbeat = Extract<FeedItem, { kind: 'HEARTBEAT' }>;

export const StreamItem = builder.interfaceRef<FeedItem>('StreamItem').implement({
  description: 'What a stream with cursors yields.',
  fields: (t) => ({
    cursor: t.string({
      description: 'The place after this item. Keep the last one, and send it as `after` when you reconnect.',
      resolve: ({ cursor }) => encodeEventCursor(cursor),
    }),
  }),
});

const GapReasonEnum = enumOf<GapReason>('GapReason', 'Why a stream cannot say what happened.', {
  EXPIRED: 'The events after the cursor are older than what the server keeps.',
  UNKNOWN_CURSOR: 'This server never gave that cursor: another database, or one restored from a copy.',
});

const REMEDIES: Readonly<Record<GapReason, string>> = {
  EXPIRED: 'Events were forgotten. Query the list that this stream follows again, then go on from here.',
  UNKNOWN_CURSOR:
    'The cursor is of another database. Query the list that this stream follows again, then go on from here.',
};

export const GapRef = builder.objectRef<FeedGap>('Gap').implement({
  description: 'The stream cannot say what happened between two cursors. Nothing is missing after it.',
  interfaces: [StreamItem],
  fields: (t) => ({
    reason: t.expose('reason', { type: GapReasonEnum, description: 'Why.' }),
    fromCursor: t.string({
      description: 'The cursor from which on nothing is known.',
      resolve: ({ fromCursor }) => encodeEventCursor(fromCursor),
    }),
    remedy: t.string({ description: 'What to do, for people.', resolve: ({ reason }) => REMEDIES[reason] }),
  }),
});

export const HeartbeatRef = builder.objectRef<FeedHeartbeat>('Heartbeat').implement({
  description: 'Nothing happened for a while, and the stream lives: everything up to the cursor was sent.',
  interfaces: [StreamItem],
  fields: (t) => ({
    time: t.expose('timeMs', { type: 'DateTime', description: 'The clock of the server.' }),
  }),
});

type EventRef = ReturnType<ReturnType<typeof builder.objectRef<FeedEvent>>['implement']>;

/** What the subscription `field` yields: events of one kind, gaps and heartbeats. */
export const streamOf = (name: string, field: string, event: EventRef) =>
  builder.unionType(name, {
    description: `What \`${field}\` yields.`,
    types: [event, GapRef, HeartbeatRef],
    resolveType: ({ kind }) => ({ EVENT: event, GAP: GapRef, HEARTBEAT: HeartbeatRef })[kind],
  });

builder.queryField('eventCursor', (t) =>
  t.string({
    description:
      'The place in the streams at an instant: send it as `after`, and a stream begins with what was recorded from then ' +
      'on, or with a `Gap` where the log no longer reaches back so far.',
    args: {
      at: t.arg({
        type: 'DateTime',
        required: true,
        description: 'The instant, by the clock of the server.',
      }),
    },
    resolve: async (_, { at }, { services }) => encodeEventCursor(await services.feed.log.idBefore(at)),
  }),
);
