import type { ByteLine } from './byte-lines.ts';
import { type SentItem, sentItem } from './sent-item.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const BLANK = /^\s*$/;

function itemOf({ number, bytes }: ByteLine): SentItem[] {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return [{ line: number, problem: 'the bytes are not UTF-8; write JSON in UTF-8' }];
  }
  if (BLANK.test(text)) return [];
  try {
    return [sentItem(number, JSON.parse(text))];
  } catch {
    return [{ line: number, problem: 'is not JSON; write one object a line, null for a missing value' }];
  }
}

/** The items of newline-delimited JSON; empty lines are passed over and counted. */
export async function* jsonLines(lines: AsyncIterable<readonly ByteLine[]>) {
  for await (const some of lines) {
    const items = some.flatMap(itemOf);
    if (items.length > 0) yield items;
  }
}
