import { parseArgs } from 'node:util';
import { effectiveSettings, effectiveYaml } from '../src/config/effective.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { misspeltVariables } from '../src/config/misspelt.ts';
import { runScript } from './terminal/failure.ts';

const USAGE = `Usage: npm run config:print [-- --json]

The settings as the server would take them: those of the file (telltale.yaml, or what TELLTALE_CONFIG names), over them
those of the environment, and defaults for the rest. Secrets are not shown. Refuses what the server would refuse.

  --json   as JSON, with the source of each
  --help   this text`;

await runScript(USAGE, async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const loaded = loadConfig(process.env);
  for (const told of misspeltVariables(Object.keys(process.env))) console.error(told);
  process.stdout.write(
    values.json ? `${JSON.stringify(effectiveSettings(loaded), null, 2)}\n` : effectiveYaml(loaded),
  );
  return 0;
});
