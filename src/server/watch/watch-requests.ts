import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { OpenConnections } from '../admission/open-connections.ts';
import type { Watch } from './watch-operations.ts';

export const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0];

export function openConnectionGauge(
  { metrics }: Watch,
  open: OpenConnections,
  sockets: { clients(): number },
): void {
  metrics.gauge('connections', 'Connections that are open', ['kind'], (gauge) => {
    gauge.set({ kind: 'any' }, open.connections);
    gauge.set({ kind: 'event_stream' }, open.streams);
    gauge.set({ kind: 'websocket' }, sockets.clients());
  });
}

/** Counts, traces and, at the level trace, logs one request. */
export function watchRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { metrics, tracing }: Watch,
  log: Logger,
  answered: () => Promise<void>,
): void {
  const { method = 'GET', headers } = request;
  const path = pathOf(request);
  const started = performance.now();
  response.once('close', () => metrics.answered(path, response.statusCode));
  if (log.isLevelEnabled('trace')) {
    const inRequest = AsyncLocalStorage.snapshot();
    response.once('close', () => {
      const tookMs = Math.round(performance.now() - started);
      inRequest(() => log.trace({ method, path, status: response.statusCode, tookMs }, 'answered'));
    });
  }
  const attributes = { 'http.request.method': method, 'url.path': path };
  void tracing.request(`${method} ${path}`, attributes, headers, answered);
}
