/** An answer over any transport that carries JSON. */
export interface Answered {
  /** Of HTTP; null of a frame of a WebSocket. */
  readonly status: number | null;
  readonly text: string;
}

const EXPECTED = new Set([200, 400, 401, 403, 404, 405, 406, 408, 413, 415, 421]);
const FORM = new Set(['data', 'errors', 'extensions']);
const TALLY = ['acknowledgedLines', 'accepted', 'duplicates', 'late', 'backfilled', 'rejected'];

/** What no answer may say: a fault, a stack, SQL, a path of this machine, a secret. */
const LEAKS = [
  /INTERNAL_SERVER_ERROR|unexpected error/i,
  /\bat (async )?[\w.<>]+ \(?[\w/:.-]+:\d+:\d+\)?/,
  /node_modules|file:\/\/|node:internal/,
  /\/(tmp|home|usr|work|root|var)\/\w+/,
  /\bselect\b[^"]{1,80}\bfrom\b|\binsert into\b|\bupdate \w+ set\b|\bdelete from\b/i,
  /SQLITE_\w+|constraint failed|syntax error at or near/i,
  /Cannot read propert|is not a function|is not iterable|undefined is not|Maximum call stack/,
  /-token-of-32-characters/,
];

/** What is wrong with the errors of an answer. */
function errorProblems(errors: unknown): string[] {
  if (!Array.isArray(errors) || errors.length === 0) return ['errors is no list with something in it'];
  return errors.flatMap((error) => {
    const { message, extensions } = (error ?? {}) as { message?: unknown; extensions?: { code?: unknown } };
    const isSaid = typeof message === 'string' && message !== '';
    const isNamed = typeof extensions?.code === 'string' && /^[A-Z][A-Z_]+$/.test(extensions.code);
    return [
      ...(isSaid ? [] : ['an error without a message']),
      ...(isNamed ? [] : ['an error without a code']),
    ];
  });
}

/** What is wrong with the GraphQL response, its errors included. */
function responseProblems(response: unknown): string[] {
  if (typeof response !== 'object' || response === null || Array.isArray(response)) return ['no object'];
  const unknown = Object.keys(response).filter((key) => !FORM.has(key));
  const problems = unknown.map((key) => `${key} is no part of a response`);
  if (!('data' in response) && !('errors' in response)) problems.push('neither data nor errors');
  return 'errors' in response ? [...problems, ...errorProblems(response.errors)] : problems;
}

/** What is wrong with the answer of `POST /ingest`, as docs/INGEST.md has it. */
function ingestProblems(answer: Record<string, unknown>): string[] {
  const { ingest, ...refusal } = answer;
  const tally = ('errors' in answer ? ingest : answer) as Record<string, unknown> | undefined;
  const problems = 'errors' in answer ? responseProblems(refusal) : [];
  if (!tally) return 'errors' in answer ? problems : [...problems, 'no tally'];
  return [...problems, ...TALLY.filter((name) => !(name in tally)).map((name) => `no ${name}`)];
}

/** What no text of an answer may hold, unless it was sent. */
function leaks(text: string, sent: string): string[] {
  return LEAKS.flatMap((leak) => {
    const found = leak.exec(text)?.[0];
    return found && !sent.includes(found) ? [`says ${JSON.stringify(found.slice(0, 120))}`] : [];
  });
}

export function jsonIn(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with an answer to what was sent; nothing where it is as it should be. */
export function answerProblems({ status, text }: Answered, sent: string, of: 'GRAPH' | 'INGEST'): string[] {
  const problems = leaks(text, sent);
  if (status !== null && !EXPECTED.has(status)) problems.push(`answers with the status ${status}`);
  const answer = jsonIn(text);
  if (!answer) return [...problems, `is no JSON: ${JSON.stringify(text.slice(0, 120))}`];
  return [...problems, ...(of === 'GRAPH' ? responseProblems(answer) : ingestProblems(answer))];
}

/**
 * What is wrong with a line of the log from errors up: all but that a stand-in decides for a version that cannot, for a
 * reason which is expected.
 */
export function logProblems(line: string): string[] {
  const { err, msg } = (jsonIn(line) ?? {}) as { err?: { remedy?: unknown }; msg?: string };
  const isExpected = typeof err?.remedy === 'string' && msg?.startsWith('version unusable');
  return isExpected ? [] : [`logs ${line.trim()}`];
}

const FRAMES = new Set(['connection_ack', 'ping', 'pong', 'next', 'error', 'complete']);
/** How a server may end a conversation: all but by a fault of its own (1011, 4500). */
const CLOSED = new Set([1000, 1002, 1003, 1005, 1006, 1007, 1009, 4400, 4401, 4403, 4406, 4409, 4429]);

/** What is wrong with one message of a WebSocket. */
export function frameProblems(text: string, sent: string): string[] {
  const frame = jsonIn(text) as { type?: string; payload?: unknown } | undefined;
  if (!frame) return [`is no JSON: ${JSON.stringify(text.slice(0, 120))}`];
  const problems = leaks(text, sent);
  if (!FRAMES.has(frame.type ?? '')) problems.push(`is a message of the type ${frame.type}`);
  if (frame.type === 'next') problems.push(...responseProblems(frame.payload));
  if (frame.type === 'error') problems.push(...errorProblems(frame.payload));
  return problems;
}

/** What is wrong with how a WebSocket was closed by the server. */
export function closeProblems(code: number | null): string[] {
  return code === null || CLOSED.has(code) ? [] : [`closes with ${code}`];
}
