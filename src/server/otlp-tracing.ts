import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Context,
  defaultTextMapSetter,
  type Link,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
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
import type { TraceTarget } from '../config.ts';
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

/** Spans by OTLP over HTTP, in batches; a collector that does not answer holds nothing up. */
export function startTracing({ endpoint, headers, serviceName, share }: TraceTarget): Tracing {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers } });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new ParentBasedSampler({ root: samplerOf(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('telltale');
  const around = new AsyncLocalStorage<Context>();
  const propagator = new W3CTraceContextPropagator();

  const linksTo = (traceparent: string | null): Link[] => {
    const context = trace.getSpanContext(propagator.extract(ROOT_CONTEXT, { traceparent }, headerGetter));
    return context ? [{ context }] : [];
  };

  const within = <T>(
    parent: Context,
    [name, kind, attributes, links]: readonly [string, SpanKind, Attributes, Link[]?],
    work: () => T,
    failed: (result: Awaited<T>) => boolean = () => false,
  ): T => {
    const span = tracer.startSpan(name, { kind, attributes, links }, parent);
    const end = (isFailed: boolean) => {
      if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    };
    try {
      const result = around.run(trace.setSpan(parent, span), work);
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
  };

  return {
    request: (name, attributes, carrier, work) =>
      within(
        propagator.extract(ROOT_CONTEXT, carrier, headerGetter),
        [name, SpanKind.SERVER, attributes],
        work,
      ),
    span: (name, attributes, work, failed) =>
      within(around.getStore() ?? ROOT_CONTEXT, [name, SpanKind.INTERNAL, attributes], work, failed),
    job: (name, attributes, askedBy, work) =>
      within(ROOT_CONTEXT, [name, SpanKind.CONSUMER, attributes, linksTo(askedBy)], work),
    here() {
      const carrier: { traceparent?: string } = {};
      propagator.inject(around.getStore() ?? ROOT_CONTEXT, carrier, defaultTextMapSetter);
      return carrier.traceparent ?? null;
    },
    statement(sql) {
      const parent = around.getStore();
      if (!parent) return () => {};
      const text = withoutValues(sql);
      const attributes = { 'db.query.text': text };
      const span = tracer.startSpan(
        text.split(' ', 1)[0].toLowerCase(),
        { kind: SpanKind.CLIENT, attributes },
        parent,
      );
      return (failed) => {
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      };
    },
    async close() {
      const sent = provider.shutdown().catch(() => undefined);
      await Promise.race([sent, sleep(MOST_CLOSING_MS, undefined, { ref: false })]);
    },
  };
}
