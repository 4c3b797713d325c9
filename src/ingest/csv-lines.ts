import type { ByteLine } from './byte-lines.ts';
import { parseCsvRecords, UnclosedQuoteError } from './csv-records.ts';
import { IngestFileError } from './ingest-file-error.ts';

/** A record by the line on which it begins, or what is wrong with what stands there. */
export type CsvRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly found: string; readonly expected: string };

/** A quoted field may go on over so many lines, and a record have so many characters. */
const MOST_LINES = 100;
const MOST_CHARACTERS = 1_048_576;

const utf8 = new TextDecoder('utf-8', { fatal: true });

interface Begun {
  readonly line: number;
  readonly text: string;
  readonly lines: number;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The record that ends here; what has begun where a quoted field goes on. */
function recordOf({ line, text, lines }: Begun): CsvRecord | Begun {
  if (!text.includes('"')) return { line, fields: text.split(',') };
  try {
    return { line, fields: parseCsvRecords('', text)[0] ?? [''] };
  } catch (error) {
    const goesOn = error instanceof UnclosedQuoteError && lines < MOST_LINES && text.length < MOST_CHARACTERS;
    if (goesOn) return { line, text, lines };
    if (!(error instanceof IngestFileError)) throw error;
    return { line, found: error.found, expected: error.expected };
  }
}

/** The records of a CSV file after RFC 4180, as its lines come; empty lines are passed over. */
export async function* csvRecords(
  lines: AsyncIterable<readonly ByteLine[]>,
): AsyncGenerator<CsvRecord[], void, void> {
  let begun: Begun | undefined;
  for await (const some of lines) {
    const records: CsvRecord[] = [];
    for (const { number, bytes } of some) {
      const text = decoded(bytes);
      if (text === undefined) {
        records.push({ line: number, found: 'the bytes are not UTF-8', expected: 'text in UTF-8' });
        continue;
      }
      if (!begun && text.trim() === '') continue;
      const whole: Begun = begun
        ? { line: begun.line, text: `${begun.text}\n${text}`, lines: begun.lines + 1 }
        : { line: number, text, lines: 1 };
      const record = recordOf(whole);
      begun = 'text' in record ? record : undefined;
      if (!('text' in record)) records.push(record);
    }
    if (records.length > 0) yield records;
  }
  if (begun) {
    const found = 'a quoted field is never closed';
    yield [{ line: begun.line, found, expected: 'a closing double quote' }];
  }
}
