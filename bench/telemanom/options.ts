import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../../scripts/terminal/failure.ts';

/** What the commands over Telemanom checkpoints are told. */
export interface TelemanomOptions {
  readonly data: string;
  readonly folder: string;
  readonly trainedOnly: boolean;
  readonly json: boolean;
}

/** Null where help was asked for. @throws UsageError */
export function telemanomOptions(): TelemanomOptions | null {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      checkpoints: { type: 'string', default: 'data/telemanom' },
      'trained-only': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  if (values.data === undefined) throw new UsageError('--data is missing');
  const [data, folder] = [resolve(values.data), resolve(values.checkpoints)];
  return { data, folder, trainedOnly: values['trained-only'], json: values.json };
}
