import { GraphFailure } from '../../schema/client/failure.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { DomainError } from '../../src/errors.ts';

const FAILED = 1;
const MISUSED = 2;

/** The command line is not as it should be; the usage is shown. */
export class UsageError extends Error {}

function explain(error: unknown, usage: string): [message: string, code: number] {
  if (error instanceof UsageError) return [`${error.message}\n\n${usage}`, MISUSED];
  // What `parseArgs` throws.
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code?.startsWith('ERR_PARSE_ARGS')) return [`${message}\n\n${usage}`, MISUSED];
  if (error instanceof ConfigError) return [error.message, MISUSED];
  if (error instanceof DomainError || error instanceof GraphFailure)
    return [`${message}\n${error.remedy}`, FAILED];
  return [stack ?? String(error), FAILED];
}

/** Runs a script. An expected failure is a message and its remedy on stderr; the exit code is 1, or 2 for misuse. */
export async function runScript(usage: string, script: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await script();
  } catch (error) {
    const [message, code] = explain(error, usage);
    process.stderr.write(`${message}\n`);
    process.exitCode = code;
  }
}
