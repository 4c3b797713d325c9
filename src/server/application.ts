import type { Logger } from 'pino';
import { buildSchema } from '../../schema/index.ts';
import type { Config } from '../config.ts';
import { contextFor } from '../context.ts';
import { dataVersionOf } from '../db/data-version.ts';
import type { JobStepListener } from '../jobs/job-steps.ts';
import type { StepListener } from '../live/steps.ts';
import { createServer } from './server.ts';
import { openServices, type RunningServices } from './services.ts';

/** How long requests under way may take to end when the application stops. */
const GRACE_MS = 5_000;

export interface ApplicationOptions {
  readonly log: Logger;
  readonly onStep?: StepListener;
  readonly onJobStep?: JobStepListener;
}

export interface Application {
  readonly url: string;
  readonly services: RunningServices;
  /** Stops taking requests, says goodbye to clients, ends what is under way and closes the database. */
  close(): Promise<void>;
}

/** Opens the rooms, takes up what an earlier process left, and serves the graph. Leaves nothing open when it fails. */
export async function startApplication(config: Config, options: ApplicationOptions): Promise<Application> {
  const services = await openServices(config, options);
  try {
    await services.start();
    const server = await createServer({
      config,
      log: options.log,
      schema: buildSchema(config.query),
      createContext: (viewer, signal) => contextFor(services, viewer, signal),
      readiness: () => services.readiness(),
      dataVersion: dataVersionOf(await services.db.native()),
    });
    const close = async () => {
      await server.close(GRACE_MS);
      await services.stop();
    };
    return { url: server.url, services, close };
  } catch (error) {
    await services.stop();
    throw error;
  }
}
