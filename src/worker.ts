import { ConfigError } from './config/config-error.ts';
import { loadConfig } from './config/load-config.ts';
import { misspeltVariables } from './config/misspelt.ts';
import { configHelp } from './config/variables.ts';
import { DomainError } from './errors.ts';
import { fail, stopOnSignal } from './server/ending.ts';
import { createLog } from './server/watch/log.ts';

const MISUSED = 2;

const USAGE = `Usage: npm run worker

Runs training and detection jobs of the PostgreSQL database at DATABASE_URL, TRAINING_WORKERS at a time, beside any number
of servers and other workers; ARTIFACTS_DIR or ARTIFACTS_URL must be what the servers see. SIGTERM and SIGINT give back what is
under way, so that another worker takes it up. It takes the same environment variables as the server:
`;

async function main(args: readonly string[]): Promise<void> {
  const usage = `${USAGE}${configHelp()}`;
  if (args.includes('--help')) return void process.stdout.write(`${usage}\n`);
  if (args.length > 0) fail(`${args[0]} is not known.\n\n${usage}`, MISUSED);
  const { config } = loadConfig(process.env);
  const log = createLog(config.logLevel);
  for (const told of misspeltVariables(Object.keys(process.env))) log.warn(told);
  const { startWorker } = await import('./server/worker-process.ts');
  const worker = await startWorker(config, { log });
  stopOnSignal(() => worker.stop());
  const { metricsUrl } = worker;
  const lines = [
    `A worker is running, ${config.trainingWorkers} jobs at a time. Ctrl-C stops it.`,
    ...(metricsUrl ? [`  metrics    ${metricsUrl}`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

await main(process.argv.slice(2)).catch((error) => {
  if (error instanceof ConfigError) fail(error.message, MISUSED);
  if (error instanceof DomainError) fail(`${error.message}. ${error.remedy}`, MISUSED);
  fail(`The worker could not start: ${error.message || error.code}`);
});
