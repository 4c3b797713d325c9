import { createSourceEventStream, type ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Viewer } from '../access.ts';
import { Broadcast } from './broadcast.ts';
import type { Keepable } from './kept-answers.ts';
import type { Metrics } from './metrics.ts';
import type { Outlet, UnsentLimits } from './outlet.ts';
import { Stream, type StreamEngine } from './stream.ts';

/** What a transport hands over with an operation. */
export interface Caller {
  readonly viewer: Viewer;
  /** Where a subscription's answers go. */
  readonly outlet: Outlet;
  /** Aborts when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
  /** The last cursor that a client received before it reconnected by itself; wins over `after`. */
  readonly lastCursor?: string;
  /** Where its answer may be kept; absent where it never is. */
  readonly keepable?: Keepable;
}

/** Lets subscriptions write their answers to the caller's outlet, identical ones from one execution per event. */
export function shareSubscriptions(
  engine: StreamEngine,
  limits: UnsentLimits,
  metrics: Pick<Metrics, 'subscribed'>,
): Plugin {
  const broadcast = new Broadcast(limits, (change) => metrics.subscribed(change));
  const subscribe = async (args: ExecutionArgs) => {
    const { viewer, outlet, lastCursor } = args.contextValue as Caller;
    const stream = Stream.of(args, viewer, engine);
    // It says what is wrong.
    if (!stream) return createSourceEventStream(args);
    const source = await stream.open(lastCursor ?? stream.after);
    return 'events' in source ? broadcast.add(stream, source, outlet) : source;
  };
  return { onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe) };
}
