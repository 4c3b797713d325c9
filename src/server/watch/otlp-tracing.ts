import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Context,
  defaultTextMapSetter,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { TraceTarget } from '../../config.ts';
import { withoutValues } from './statement-text.ts';
import type { Attributes, Tracing } from './tracing.ts';

/** A collector that does not answer is not waited for longer when the server stops. */
const MOST_CLOSING_MS = 1_000;
const headerGetter = {
  get: (carrier: Record<string, unknown>, key: string) => carrier[key] as string | string[] | undefined,
  keys: (carrier: object) => Object.keys(carrier),
};

const isSampled = ({ context }: Link): boolean => (context.traceFlags & TraceFlags.SAMPLED) !== 0;

/** What begins a trace of its own is traced where what it is linked to was; a share of what is linked to nothing. */
function samplerOf(share: number): Sampler {
  const ofShare = new TraceIdRatioBasedSampler(share);
  return {
    shouldSample(context, traceId, _name, _kind, _attributes, links) {
      if (links.length === 0) return ofShare.shouldSample(context, traceId);
      const { RECORD_AND_SAMPLED, NOT_RECORD } = SamplingDecision;
      return { decision: links.some(isSampled) ? RECORD_AND_SAMPLED : NOT_RECORD };
    },
    toString: () => `linked, else ${ofShare}`,
  };
}

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

type SpanParts = readonly [name: string, kind: SpanKind, attributes: Attributes, links?: Link[]];

/** Spans by OTLP over HTTP, in batches; a collector that does not answer holds nothing up. */
export const startTracing = (target: TraceTarget): Tracing => new OtlpTracing(providerTo(target));

function providerTo({ endpoint, headers, serviceName, share }: TraceTarget): TracerProvider {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers } });
  return new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new ParentBasedSampler({ root: samplerOf(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
}

class OtlpTracing implements Tracing {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  readonly #around = new AsyncLocalStorage<Context>();
  readonly #propagator = new W3CTraceContextPropagator();

  constructor(provider: TracerProvider) {
    this.#provider = provider;
    this.#tracer = provider.getTracer('telltale');
  }

  request<T>(name: string, attributes: Attributes, headers: IncomingHttpHeaders, work: () => T): T {
    const parent = this.#propagator.extract(ROOT_CONTEXT, headers, headerGetter);
    return this.#within(parent, [name, SpanKind.SERVER, attributes], work);
  }

  span<T>(name: string, attributes: Attributes, work: () => T, failed?: (result: Awaited<T>) => boolean): T {
    const parent = this.#around.getStore() ?? ROOT_CONTEXT;
    return this.#within(parent, [name, SpanKind.INTERNAL, attributes], work, failed);
  }

  job<T>(name: string, attributes: Attributes, askedBy: string | null, work: () => T): T {
    return this.#within(ROOT_CONTEXT, [name, SpanKind.CONSUMER, attributes, this.#linksTo(askedBy)], work);
  }

  here(): string | null {
    const carrier: { traceparent?: string } = {};
    this.#propagator.inject(this.#around.getStore() ?? ROOT_CONTEXT, carrier, defaultTextMapSetter);
    return carrier.traceparent ?? null;
  }

  /** Nothing is kept of a statement that belongs to no request. */
  readonly statement = (sql: string) => {
    const parent = this.#around.getStore();
    if (!parent) return () => {};
    const text = withoutValues(sql);
    const verb = text.split(' ', 1)[0].toLowerCase();
    return ending(this.#start(parent, [verb, SpanKind.CLIENT, { 'db.query.text': text }]));
  };

  async close(): Promise<void> {
    const sent = this.#provider.shutdown().catch(() => undefined);
    await Promise.race([sent, sleep(MOST_CLOSING_MS, undefined, { ref: false })]);
  }

  #linksTo(traceparent: string | null): Link[] {
    const parent = this.#propagator.extract(ROOT_CONTEXT, { traceparent }, headerGetter);
    const context = trace.getSpanContext(parent);
    return context ? [{ context }] : [];
  }

  #start(parent: Context, [name, kind, attributes, links]: SpanParts): Span {
    return this.#tracer.startSpan(name, { kind, attributes, links }, parent);
  }

  #within<T>(
    parent: Context,
    parts: SpanParts,
    work: () => T,
    failed: (result: Awaited<T>) => boolean = () => false,
  ): T {
    const span = this.#start(parent, parts);
    const end = ending(span);
    try {
      const result = this.#around.run(trace.setSpan(parent, span), work);
      if (isPromise(result)) {
        result.then(
          (value) => end(failed(value as Awaited<T>)),
          () => end(true),
        );
      } else end(failed(result as Awaited<T>));
      return result;
    } catch (error) {
      end(true);
      throw error;
    }
  }
}

const ending = (span: Span) => (failed: boolean) => {
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
};
