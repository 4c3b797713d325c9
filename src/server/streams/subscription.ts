import { createSourceEventStream, type ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Viewer } from '../../access.ts';
import type { Config } from '../../config.ts';
import type { Payer } from '../admission/allowance.ts';
import type { Allowances } from '../admission/allowances.ts';
import type { Price } from '../operations/charge-operations.ts';
import type { Deadline } from '../operations/deadline.ts';
import type { Keepable } from '../operations/kept-answers.ts';
import type { Metrics } from '../watch/metrics.ts';
import { Broadcast } from './broadcast.ts';
import { OpenSubscriptions } from './open-subscriptions.ts';
import type { Outlet, UnsentLimits } from './outlet.ts';
import { Stream, type StreamEngine } from './stream.ts';

/** What a transport hands over with an operation. */
export interface Caller {
  readonly viewer: Viewer;
  /** Whose allowance it is taken from. */
  readonly payer: Payer;
  /** Told what its caller may still use, where a transport has a place of its own for that. */
  readonly tellLeft?: (left: number) => void;
  /** Where a subscription's answers go. */
  readonly outlet: Outlet;
  /** Aborts when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
  /** The last cursor that a client received before it reconnected by itself; wins over `after`. */
  readonly lastCursor?: string;
  /** Told when its cost has been taken. */
  readonly charged?: () => void;
  /** Where its answer may be kept; absent where it never is. */
  readonly keepable?: Keepable;
  /** What has been taken for it, where it was begun before. */
  readonly prepaid?: Price;
  /** The time that is left of it, where it was begun before. */
  readonly deadline?: Deadline;
}

/** Lets subscriptions write their answers to the caller's outlet, identical ones from one execution per event. */
export function shareSubscriptions(
  engine: StreamEngine,
  limits: UnsentLimits & Pick<Config, 'maxSubscriptionsPerToken'>,
  metrics: Pick<Metrics, 'subscribed'>,
  allowances: Pick<Allowances, 'refusedDocument'>,
): Plugin {
  const broadcast = new Broadcast(limits, (change) => metrics.subscribed(change));
  const open = new OpenSubscriptions(limits.maxSubscriptionsPerToken);
  const subscribe = async (args: ExecutionArgs) => {
    const { viewer, payer, outlet, lastCursor } = args.contextValue as Caller;
    const stream = Stream.of(args, viewer, engine);
    // It says what is wrong.
    if (!stream) return createSourceEventStream(args);
    let leave: (() => void) | undefined;
    try {
      leave = open.enter(String(payer.token));
      const source = await stream.open(lastCursor ?? stream.after);
      if ('events' in source) return broadcast.add(stream, source, outlet, leave);
      leave();
      return source;
    } catch (error) {
      leave?.();
      allowances.refusedDocument(payer);
      return { errors: [engine.mask(error)] };
    }
  };
  return { onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe) };
}
