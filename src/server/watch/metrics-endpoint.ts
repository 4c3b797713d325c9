import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { checkMay, type Viewer } from '../../access.ts';
import type { Config } from '../../config.ts';
import { DomainError } from '../../errors.ts';
import { admit } from '../admission/admission.ts';
import type { Authentication } from '../admission/authentication.ts';
import { Refusal, refuse } from '../admission/refusal.ts';
import type { Metrics } from './metrics.ts';

export const METRICS_PATH = '/metrics';

/** Answers a scrape. @throws Refusal or ForbiddenError */
export async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  viewer: Viewer,
  metrics: Metrics,
): Promise<void> {
  if (request.method !== 'GET') throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'Metrics are read', 'GET them.');
  checkMay(viewer, 'readMetrics', METRICS_PATH);
  if (viewer.subtree !== undefined) {
    const message = `${METRICS_PATH} is about the whole plant; ${viewer.name} sees a part of it`;
    throw new Refusal(403, 'FORBIDDEN', message, 'Ask with a token of the whole plant.');
  }
  const { text, type } = await metrics.exposition();
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}

type MetricsRules = Pick<
  Config,
  'metricsHost' | 'metricsPort' | 'host' | 'allowedHosts' | 'allowedOrigins' | 'maxBodyBytes'
>;

export interface MetricsServer {
  /** Where they are, with the port that was really taken. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the metrics alone, on an address of their own, to whoever may read them. Rejects when it cannot be taken. */
export async function serveMetrics(
  rules: MetricsRules,
  authentication: Authentication,
  metrics: Metrics,
  log: Logger,
): Promise<MetricsServer> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.split('?', 1)[0];
    admit(request, { ...rules, host: rules.metricsHost });
    if (path !== METRICS_PATH)
      throw new Refusal(404, 'NOT_FOUND', 'There is nothing here', `See ${METRICS_PATH}.`);
    const { viewer } = await authentication.credentialOf(request.headers.authorization);
    await answerMetrics(request, response, viewer, metrics);
  };
  const http = createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (error instanceof DomainError) return refuse(response, error);
      log.error({ err: error }, 'metrics not collected');
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(rules.metricsPort ?? 0, rules.metricsHost, resolve);
  });
  const { port, address, family } = http.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}${METRICS_PATH}`,
    close: () =>
      new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}
