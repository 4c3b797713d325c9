import { ConfigError } from './config/config-error.ts';
import { loadConfig } from './config/load-config.ts';
import { misspeltVariables } from './config/misspelt.ts';
import { configHelp } from './config/variables.ts';
import type { Config } from './config.ts';
import type { Application } from './server/application.ts';
import { fail, stopOnSignal } from './server/ending.ts';
import { createLog } from './server/watch/log.ts';

const MISUSED = 2;
const SETTINGS =
  'Environment variables; in telltale.yaml, or the file that TELLTALE_CONFIG names, the same in camelCase. What is secret\n' +
  'may lie in a file of its own, named by AUTH_TOKENS_FILE, DATABASE_URL_FILE, S3_SECRET_ACCESS_KEY_FILE and their like.';

/** Why the server did not start, in the words of whoever started it. */
function reasonOf(error: unknown, config: Config): string {
  const { code, message, ...at } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const [host, port] = [at.address ?? config.host, at.port ?? config.port];
  const isMetrics = port === config.metricsPort && port !== config.port;
  const [hostName, portName] = isMetrics ? ['METRICS_HOST', 'METRICS_PORT'] : ['HOST', 'PORT'];
  const address = `${host}:${port}`;
  if (code === 'EADDRINUSE')
    return `${address} is in use. Stop the other program, or set ${portName} to another port.`;
  if (code === 'EACCES') return `${address} may not be taken by this user. Set ${portName} to 1024 or above.`;
  if (code === 'EADDRNOTAVAIL')
    return `${host} is no address of this machine. Set ${hostName} to one that is.`;
  return `Telltale could not start: ${message || code}`;
}

function announce({ url, metricsUrl }: Application, graphiql: boolean): void {
  const lines = [
    'Telltale is running. Ctrl-C stops it.',
    `  GraphQL    ${url} (HTTP and SSE${graphiql ? '; GraphiQL in a browser' : ''})`,
    `  WebSocket  ${url.replace('http', 'ws')}`,
    `  ingest     ${new URL('/ingest', url)}`,
    `  metrics    ${metricsUrl}`,
    `  health     ${new URL('/health/ready', url)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function main(args: readonly string[]): Promise<void> {
  const usage = `Usage: npm start\n\n${SETTINGS}\n${configHelp()}`;
  if (args.includes('--help')) return void process.stdout.write(`${usage}\n`);
  if (args.length > 0) fail(`${args[0]} is not known.\n\n${usage}`, MISUSED);
  const { config } = loadConfig(process.env);
  const log = createLog(config.logLevel);
  for (const told of misspeltVariables(Object.keys(process.env))) log.warn(told);
  try {
    // Loaded once it is known that there is a server to start: whoever asks for help, or was wrong, is answered at once.
    const { startApplication } = await import('./server/application.ts');
    const application = await startApplication(config, { log });
    stopOnSignal(() => application.close());
    announce(application, config.graphiql);
  } catch (error) {
    log.debug({ err: error }, 'the start failed');
    fail(reasonOf(error, config));
  }
}

await main(process.argv.slice(2)).catch((error) => {
  if (error instanceof ConfigError) fail(error.message, MISUSED);
  throw error;
});
