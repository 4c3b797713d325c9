import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../scripts/terminal/failure.ts';
import { withProgress } from '../scripts/terminal/progress.ts';
import { table } from '../scripts/terminal/table.ts';
import { discordEnvelope } from '../src/ml/discord/discord-envelope.ts';
import { liveFinder } from './detection/live-finder.ts';
import { leftOut, objective, SETTINGS, type SettingFindings } from './detection/live-settings.ts';
import { judgeChannels } from './nasa/judge-channels.ts';
import { isScorable, nasaChannels } from './nasa/nasa-channel.ts';
import { writeResult } from './result.ts';

const USAGE = `npm run bench:choose-live -- --data DIR [--json]

How the live settings of the default detector are chosen: every setting of a small grid on every labelled channel, the best
on four fifths of the channels, measured on the fifth that had no say; twenty seeded divisions. The result is
bench/results/choose-live.json.`;

await runScript(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { data } = values;
  if (data === undefined) throw new UsageError('--data is missing');
  const channels = (await nasaChannels(data)).filter(isScorable);
  const measured = await withProgress('settings', SETTINGS.length, async ({ update }) => {
    const all: SettingFindings[] = [];
    for (const setting of SETTINGS) {
      const family = { ...discordEnvelope, parseConfig: () => discordEnvelope.parseConfig(setting.config) };
      const [judged] = await judgeChannels(
        data,
        channels,
        liveFinder(family, () => {}),
        [1],
      );
      all.push({ setting, judged: judged.filter(isScorable) });
      update(all.length);
    }
    return all;
  });
  const rows = measured
    .map(({ setting, judged }) => ({ ...setting.named, ...objective(judged) }))
    .sort((a, b) => b.objective - a.objective);
  const result = writeResult('choose-live', { channels: channels.length, leftOut: leftOut(measured), rows });
  const head = Object.keys(rows[0]);
  const cells = rows.map((row) => Object.values(row).map((value) => `${Math.round(1_000 * value) / 1_000}`));
  console.log(values.json ? JSON.stringify(result) : table(head, cells));
  if (!values.json) console.log(`\nLeft out: ${JSON.stringify(leftOut(measured), null, 1)}`);
  return 0;
});
