import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { tooCostly } from '../../../schema/refusals.ts';
import { RateLimitedError } from '../../errors.ts';
import type { Allowances } from '../admission/allowances.ts';
import { holdAnswer } from '../admission/held-answer.ts';
import type { Caller } from '../streams/subscription.ts';
import { costOf } from './operation-cost.ts';

/** What an operation cost, as a client reads it under `extensions.cost`. */
export interface Charged {
  readonly cost: number;
  /** The most that one operation may cost. */
  readonly limit: number;
  /** What the caller may still use at once. */
  readonly left: number;
}

/** Everything but what is left, which is each caller's own. */
export type Price = Omit<Charged, 'left'>;

/**
 * Takes what an operation costs from its caller's allowance before it is run, on every transport, and refuses what costs
 * too much at once or comes too often. A transport charges for what did not come to this.
 */
export function chargeOperations(
  allowances: Allowances,
  limit: number,
  mask: (error: unknown) => GraphQLError,
): Plugin<Caller> {
  /** Whoever came too often has waited for it, and the time that it is told to wait stays true. */
  const refuse = async (error: unknown, { charged }: Caller): Promise<ExecutionResult> => {
    if (error instanceof RateLimitedError) charged?.();
    await holdAnswer(error);
    return { data: null, errors: [mask(error)] };
  };
  const charge = (args: ExecutionArgs): Price | null => {
    const { payer, charged, prepaid } = args.contextValue as Caller;
    if (prepaid) return prepaid;
    const cost = costOf(args);
    if (cost === null) return null;
    if (cost > limit) throw tooCostly(cost, limit);
    allowances.cost.take(payer, cost);
    charged?.();
    return { cost, limit };
  };
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const { payer, tellLeft } = args.contextValue as Caller;
      try {
        const price = charge(args);
        if (!price) return;
        return {
          onExecuteDone({ result, setResult }) {
            if (Symbol.asyncIterator in (result as object)) return;
            const { extensions, ...rest } = result as ExecutionResult;
            const left = allowances.cost.left(payer);
            tellLeft?.(left);
            const cost: Charged = { ...price, left };
            setResult({ ...rest, extensions: { ...extensions, cost } });
          },
        };
      } catch (error) {
        setResultAndStopExecution(await refuse(error, args.contextValue as Caller));
      }
    },
    async onSubscribe({ args, setResultAndStopExecution }) {
      try {
        charge(args);
      } catch (error) {
        setResultAndStopExecution(await refuse(error, args.contextValue as Caller));
      }
    },
  };
}
