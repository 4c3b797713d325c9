import type { Logger } from 'pino';
import { buildSchema } from '../../schema/index.ts';
import type { Config } from '../config.ts';
import { contextFor } from '../context.ts';
import { dataVersionOf } from '../db/data-version.ts';
import type { JobStepListener } from '../jobs/job-steps.ts';
import type { StepListener } from '../live/steps.ts';
import { Authentication } from './admission/authentication.ts';
import { IngestEndpoint } from './ingest-endpoint.ts';
import { createServer } from './server.ts';
import { openServices, type RunningServices } from './services/services.ts';
import { requestId } from './watch/log.ts';
import { Metrics } from './watch/metrics.ts';
import { METRICS_PATH, type MetricsServer, serveMetrics } from './watch/metrics-endpoint.ts';
import { openDatabaseGauges, openScoringGauges } from './watch/service-gauges.ts';
import { openTracing } from './watch/tracing.ts';

/** How long requests under way may take to end when the application stops. */
const GRACE_MS = 5_000;

export interface ApplicationOptions {
  readonly log: Logger;
  readonly onStep?: StepListener;
  readonly onJobStep?: JobStepListener;
}

export interface Application {
  readonly url: string;
  readonly metricsUrl: string;
  readonly services: RunningServices;
  /** Stops taking requests, says goodbye to clients, ends what is under way and closes the database. */
  close(): Promise<void>;
}

/** Opens the rooms, takes up what an earlier process left, and serves the graph. Leaves nothing open when it fails. */
export async function startApplication(config: Config, options: ApplicationOptions): Promise<Application> {
  const watch = { metrics: new Metrics(), tracing: await openTracing(config) };
  const services = await openServices(config, { ...options, watch });
  let metricsServer: MetricsServer | undefined;
  try {
    const dataVersion = dataVersionOf(await services.db.native());
    await openDatabaseGauges(watch, services);
    openScoringGauges(watch, services);
    await services.start();
    if (config.metricsPort !== null) {
      const authentication = new Authentication(config, services.lookUpCredential);
      metricsServer = await serveMetrics(config, authentication, watch.metrics, options.log);
    }
    const server = await createServer({
      config,
      log: options.log,
      watch,
      schema: buildSchema(),
      createContext: (viewer, asked) =>
        contextFor(services, viewer, { ...asked, requestId: requestId.getStore() }),
      ingest: new IngestEndpoint(services, config, watch.tracing),
      lookUpCredential: services.lookUpCredential,
      readiness: () => services.readiness(),
      dataVersion,
    });
    const close = async () => {
      await server.close(GRACE_MS);
      await metricsServer?.close();
      await services.stop();
      await watch.tracing.close();
    };
    const metricsUrl = metricsServer?.url ?? String(new URL(METRICS_PATH, server.url));
    return { url: server.url, metricsUrl, services, close };
  } catch (error) {
    await metricsServer?.close();
    await services.stop();
    await watch.tracing.close();
    throw error;
  }
}
