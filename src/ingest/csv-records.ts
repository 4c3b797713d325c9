import { IngestFileError } from './ingest-file-error.ts';

/** The text ends within a quoted field: a part of a record may go on in the next line. */
export class UnclosedQuoteError extends IngestFileError {
  constructor(file: string, row: number) {
    super(file, { row }, 'a quoted field is never closed', 'a closing double quote');
  }
}

/** A field at `start`, and where the separator after it stands. */
interface Field {
  readonly text: string;
  readonly end: number;
}

const quotedField = (file: string, row: number, text: string, start: number): Field => {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) {
      throw new UnclosedQuoteError(file, row);
    }
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      const next = text[quote + 1];
      if (next !== undefined && next !== ',' && next !== '\n' && !text.startsWith('\r\n', quote + 1)) {
        throw new IngestFileError(
          file,
          { row },
          'text follows a closing double quote',
          'a comma or the end of the row after a quoted field',
        );
      }
      return { text: value, end: quote + 1 };
    }
    value += '"';
    from = quote + 2;
  }
};

const plainField = (file: string, row: number, text: string, start: number): Field => {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && !text.startsWith('\r\n', end)) {
    if (text[end] === '"') {
      throw new IngestFileError(
        file,
        { row },
        'a double quote stands inside a field that is not quoted',
        'the whole field in double quotes and inner quotes doubled',
      );
    }
    end++;
  }
  return { text: text.slice(start, end), end };
};

/**
 * The records of a text after RFC 4180: commas, CRLF or LF, fields in double quotes may hold commas, line ends and
 * doubled quotes. A line without any character is a record with one empty field.
 * @throws IngestFileError
 */
export const parseCsvRecords = (file: string, text: string): string[][] => {
  const records: string[][] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const record: string[] = [];
    for (;;) {
      const read = text[at] === '"' ? quotedField : plainField;
      const field = read(file, records.length + 1, text, at);
      record.push(field.text);
      at = field.end;
      if (text[at] !== ',') break;
      at++;
    }
    at += text[at] === '\r' ? 2 : 1;
    records.push(record);
  }
  return records;
};
