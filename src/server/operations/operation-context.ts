import type { Allowances } from '../admission/allowances.ts';
import type { ContextFactory } from '../streams/stream.ts';
import type { Caller } from '../streams/subscription.ts';
import { Deadline } from './deadline.ts';

/** Makes what one query or mutation holds, with the time that it has. */
export type ContextOf = (caller: Caller) => object & { readonly deadline: Deadline };

export function operationContext(createContext: ContextFactory, allowances: Allowances): ContextOf {
  return ({ viewer, gone, payer, deadline = new Deadline(gone) }) => {
    const { signal } = deadline;
    const takeReadings = (readings: number) => allowances.uploadReadings.take(payer, readings);
    return { ...createContext(viewer, { signal, stop: signal, takeReadings }), deadline };
  };
}
