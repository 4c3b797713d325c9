import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../../config.ts';

export type Attributes = Readonly<Record<string, string | number>>;

/** Where the time of a request goes: spans, one within the other. */
export interface Tracing {
  /** Does the work of a request in a span, within the trace of whoever called where its headers name one. */
  request<T>(name: string, attributes: Attributes, headers: IncomingHttpHeaders, work: () => T): T;
  /** Does the work in a span within the one around it; `failed` tells from the result whether it went wrong. */
  span<T>(name: string, attributes: Attributes, work: () => T, failed?: (result: Awaited<T>) => boolean): T;
  /** Does the work of a job in a trace of its own, linked to the span that asked for it, where one did. */
  job<T>(name: string, attributes: Attributes, askedBy: string | null, work: () => T): T;
  /** The span around as the header `traceparent` names it, null where there is none. */
  here(): string | null;
  /** A statement of the database begins, within the span around it; gives what is called when it has ended. */
  readonly statement?: (sql: string) => (failed: boolean) => void;
  /** Sends what has not been sent. */
  close(): Promise<void>;
}

/** Costs a call. */
export const NO_TRACING: Tracing = {
  request: (_name, _attributes, _headers, work) => work(),
  span: (_name, _attributes, work) => work(),
  job: (_name, _attributes, _askedBy, work) => work(),
  here: () => null,
  close: async () => {},
};

/** Traces go to the configured collector; without one, nothing of OpenTelemetry is loaded. */
export async function openTracing({ tracing }: Pick<Config, 'tracing'>): Promise<Tracing> {
  if (tracing === null) return NO_TRACING;
  const { startTracing } = await import('./otlp-tracing.ts');
  return startTracing(tracing);
}
