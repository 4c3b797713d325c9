import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from '../scripts/terminal/failure.ts';
import { DETECTOR_FAMILIES } from '../src/ml/detectors.ts';
import { checkedFeatures } from '../src/ml/features/checked-features.ts';
import { againstNaive, comparisonText } from './detection/against-naive.ts';
import { writeDetections } from './detection/detections-file.ts';
import { FEATURED } from './detection/featured-finder.ts';
import { guardedTables } from './detection/guarded-table.ts';
import { detectAll, detectNaively, measuredRow, type Setting } from './detection/measured-rows.ts';
import type { TimedChannel } from './nasa/judge-channels.ts';
import { isScorable, nasaChannels } from './nasa/nasa-channel.ts';
import { PUBLISHED } from './nasa/published.ts';
import { writeResult } from './result.ts';

const FAMILIES = Object.keys(DETECTOR_FAMILIES);

/** Those that look at no inputs unless asked, and whose findings here are of the settings that they are given. */
const ASKED_FOR_INPUTS = ['discord-envelope', 'reconstruction'];

const USAGE = `npm run bench:detection -- --data DIR --out FILE [options]

Every channel of a directory in the layout of the public SMAP/MSL telemetry, one setting for all: the family's defaults.
Nothing looks at labels but the scores. FILE gets every detection as JSON, {"detector", "live", "detections":
{"A-1": [[start, end], ...]}, "unpadded": the same with nothing added around what was found, "seconds"}. Scored where there
are labels, beside last-value difference; the result is bench/results/detection.json, or detection-live.json.

  --detector NAME  ${FAMILIES.join(', ')} (discord-envelope); telemanom takes minutes a channel
  --inputs         looks at the commands too: ${ASKED_FOR_INPUTS.join(', ')}; the result is …-inputs.json
  --features JSON  given to ${FEATURED.join(' or ')} as in FeaturesInput of the graph, {"differences": [1]}; the result is …-features.json
  --live           the causal form, reading by reading, with the default hysteresis
  --json           prints the result as JSON
  --help           prints this`;

/** P-2 has two contradicting labels and T-10 none: with labels on all others the published rows are like for like. */
const NEVER_SCORED = 2;

/** A detector that flags more of the time than this is not worth its F1. */
const GATE = 0.1;

function scoresOf(setting: Setting, judged: readonly TimedChannel[], naive: readonly TimedChannel[]) {
  const scorable = judged.filter(isScorable);
  const isLikeForLike = scorable.length + NEVER_SCORED >= judged.length;
  return {
    basis: `published on all channels${isLikeForLike ? ', as ours' : ', ours only on those labelled here: not like for like'}`,
    published: PUBLISHED,
    rows: { [setting.detector]: measuredRow(judged), 'last value': measuredRow(naive) },
    againstNaive: againstNaive(scorable, naive.filter(isScorable)),
  };
}

const textOf = ({ basis, rows, againstNaive: comparisons }: ReturnType<typeof scoresOf>): string => {
  const [[name, { shareFlaggedOfAllChannels }]] = Object.entries(rows);
  const flagged = `${name} flags ${(100 * shareFlaggedOfAllChannels).toFixed(1)} % of the time of all channels, labelled or not${shareFlaggedOfAllChannels > GATE ? ': above the gate of 10 %, its F1 says little' : ''}`;
  return [guardedTables(rows, basis), comparisonText(comparisons), flagged].join('\n\n');
};

async function measure(data: string, out: string, setting: Setting, isJson: boolean): Promise<void> {
  const channels = await nasaChannels(data);
  const judged = await detectAll(data, channels, setting);
  writeDetections(out, setting, judged);
  const labelled = channels.filter(isScorable).length;
  const head = { ...setting, channels: channels.length, labelled };
  if (labelled === 0) {
    const found = judged.reduce((sum, { detections }) => sum + detections.length, 0);
    const said = `${found} detections on ${channels.length} channels; no labels, so nothing is scored.`;
    console.log(isJson ? JSON.stringify(head) : said);
    return;
  }
  const scores = scoresOf(setting, judged, await detectNaively(data, channels, setting.live));
  const name = `detection${setting.live ? '-live' : ''}${setting.inputs ? '-inputs' : ''}${setting.features ? '-features' : ''}`;
  const result = writeResult(name, { ...head, ...scores });
  console.log(isJson ? JSON.stringify(result) : textOf(scores));
}

await runScript(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      detector: { type: 'string', default: 'discord-envelope' },
      inputs: { type: 'boolean', default: false },
      features: { type: 'string', default: '{}' },
      live: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { data, out, detector, inputs, live, json } = values;
  const features = checkedFeatures(JSON.parse(values.features));
  if (data === undefined) throw new UsageError('--data is missing');
  if (out === undefined) throw new UsageError('--out is missing: name the file that gets the detections');
  if (!FAMILIES.includes(detector)) {
    throw new UsageError(`--detector is ${detector}; it must be one of ${FAMILIES.join(', ')}`);
  }
  if (inputs && !ASKED_FOR_INPUTS.includes(detector)) {
    throw new UsageError(`--inputs is for ${ASKED_FOR_INPUTS.join(' and ')}, not for ${detector}`);
  }
  if (features && !FEATURED.includes(detector)) {
    throw new UsageError(`--features is for ${FEATURED.join(' and ')}, not for ${detector}`);
  }
  const folder = dirname(resolve(out));
  if (!existsSync(folder)) throw new UsageError(`--out: there is no folder ${folder}; make it first`);
  await measure(resolve(data), resolve(out), { detector, inputs, live, features }, json);
  return 0;
});
