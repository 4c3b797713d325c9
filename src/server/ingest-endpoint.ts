import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { decodeId } from '../../schema/global-id.ts';
import { type Credential, checkMay, type Viewer } from '../access.ts';
import { type Act, OK } from '../audit/audit-log.ts';
import type { Config } from '../config.ts';
import type { Services } from '../context.ts';
import { sensorFacts } from '../equipment/sensor-facts.ts';
import { sensorsTagged } from '../equipment/sensor-names.ts';
import { DomainError } from '../errors.ts';
import { byteLines } from '../ingest/byte-lines.ts';
import { type IngestLine, ingest } from '../ingest/ingest.ts';
import { IngestTally } from '../ingest/ingest-tally.ts';
import { jsonLines } from '../ingest/json-lines.ts';
import { type SensorName, type SentItem, sentItem } from '../ingest/sent-item.ts';
import type { BodyRules } from './admission/admission.ts';
import type { Allowance, Payer } from './admission/allowance.ts';
import type { Allowances } from './admission/allowances.ts';
import { Refusal, refusalBody, statusOf } from './admission/refusal.ts';
import { type BodyLimits, bodyStream, discardRest } from './bodies/body-stream.ts';
import { requestId } from './watch/log.ts';
import type { Tracing } from './watch/tracing.ts';

export const INGEST_PATH = '/ingest';

type IngestRules = Pick<
  Config,
  'maxBatchReadings' | 'maxBodyBytes' | 'maxIngestBytes' | 'maxIngests' | 'slowClientMs'
>;

type IngestServices = Pick<Services, 'db' | 'line' | 'recordings'>;

/** On SQLite a batch holds the loop while it is stored: this many readings, some tens of milliseconds. */
const BATCH_READINGS = 512;
/** Below the five minutes after which Node cuts a request, so that whoever sends gets an answer. */
const TOTAL_MS = 280_000;
const LINES_TYPE = 'application/x-ndjson';
const LIST_TYPE = 'application/json';
/** HTTP statuses by the code of what ends a stream; 400 for any other. */
const STATUSES = new Map([
  ['UNAUTHENTICATED', 401],
  ...['BODY_TOO_LARGE', 'EXPANDS_TOO_MUCH', 'LINE_TOO_LONG', 'BATCH_TOO_LARGE'].map(
    (code) => [code, 413] as const,
  ),
]);

const listBody = z.strictObject({ series: z.array(z.unknown()) });

/** What may be sent to it. */
export const ingestBodies = ({ maxIngestBytes }: IngestRules): BodyRules => ({
  types: [LINES_TYPE, LIST_TYPE],
  maxBytes: maxIngestBytes,
  remedy: `Send readings as ${LINES_TYPE}, one object a line, or as ${LIST_TYPE}: {"series": […]}.`,
});

/** True for `?historical=true`. @throws Refusal for any other parameter */
function isHistorical(request: IncomingMessage): boolean {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const asked = searchParams.get('historical') ?? 'false';
  const known = [...searchParams.keys()].every((key) => key === 'historical');
  if (known && (asked === 'true' || asked === 'false')) return asked === 'true';
  const remedy = 'Send historical=true, historical=false or no parameter.';
  throw new Refusal(400, 'INVALID_INPUT', 'A parameter of the address is not known', remedy);
}

async function* listItems(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<SentItem[], void, void> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      const remedy = `Send at most ${mostBytes} bytes as ${LIST_TYPE}; ${LINES_TYPE} has no such limit.`;
      throw new Refusal(413, 'BODY_TOO_LARGE', `The list has more than ${mostBytes} bytes`, remedy);
    }
    parts.push(chunk);
  }
  const parsed = listBody.safeParse(parsedList(Buffer.concat(parts)));
  if (!parsed.success) throw notAList();
  yield parsed.data.series.map((given, k) => sentItem(k + 1, given));
}

function parsedList(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw notAList();
  }
}

const notAList = (): Refusal =>
  new Refusal(
    400,
    'MALFORMED',
    'The body is no list of series as JSON in UTF-8',
    'Send {"series": [{"sensor": TAG, "times": […], "values": […]}]}.',
  );

/** Waits until this much is left, and takes it: whoever sends a stream is held back, not refused. */
async function whenLeft(allowance: Allowance, payer: Payer, amount: number): Promise<void> {
  for (let wait = allowance.waitMs(payer, amount); wait > 0; wait = allowance.waitMs(payer, amount))
    await sleep(wait);
}

async function* paced(
  chunks: AsyncIterable<Uint8Array>,
  allowance: Allowance,
  payer: Payer,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunks) {
    await whenLeft(allowance, payer, chunk.length);
    yield chunk;
  }
}

/** Takes readings in over HTTP, in as many batches as it takes: `POST /ingest`. */
export class IngestEndpoint {
  readonly #services: IngestServices;
  readonly #rules: IngestRules;
  readonly #limits: BodyLimits;
  readonly #tracing: Tracing;
  /** Who sends each of the requests under way. */
  readonly #open: Payer[] = [];

  constructor(services: IngestServices, rules: IngestRules, tracing: Tracing) {
    this.#services = services;
    this.#tracing = tracing;
    this.#rules = rules;
    this.#limits = { mostBytes: rules.maxIngestBytes, idleMs: rules.slowClientMs, totalMs: TOTAL_MS };
  }

  /** Answers with what became of the readings. @throws Refusal or ForbiddenError before anything was read */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    { viewer, ended, payer }: Credential & { readonly payer: Payer },
    { uploadBytes, uploadReadings }: Allowances,
  ): Promise<void> {
    this.#check(request, response, viewer, payer);
    const historical = isHistorical(request);
    for (const allowance of [uploadBytes, uploadReadings]) allowance.take(payer, 1);
    const body = paced(bodyStream(request, this.#limits), uploadBytes, payer);
    const isList = request.headers['content-type']?.toLowerCase().startsWith(LIST_TYPE);
    const items = isList
      ? listItems(body, this.#rules.maxBodyBytes)
      : jsonLines(byteLines(body, this.#rules.maxBodyBytes));
    const tally = new IngestTally();
    const takeReadings = (readings: number) => whenLeft(uploadReadings, payer, readings);
    this.#open.push(payer);
    try {
      await ingest(items, this.#line(historical, viewer, takeReadings, ended), tally);
      send(response, 200, tally.toJSON());
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await discardRest(request);
      const status = statusOf(error, STATUSES.get(error.code) ?? 400);
      const answer = { ...refusalBody(error), ingest: tally.toJSON() };
      send(response, status, answer, { connection: 'close' });
    } finally {
      this.#open.splice(this.#open.indexOf(payer), 1);
    }
  }

  #check(request: IncomingMessage, response: ServerResponse, viewer: Viewer, { token }: Payer): void {
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'Readings are sent with POST', `POST to ${INGEST_PATH}.`);
    }
    checkMay(viewer, 'recordReadings', INGEST_PATH);
    const { maxIngests } = this.#rules;
    // One token leaves room for others.
    const own = this.#open.filter((payer) => payer.token === token).length;
    if (this.#open.length < maxIngests && own < Math.ceil(maxIngests / 2)) return;
    response.setHeader('retry-after', '1');
    const message = `${this.#open.length} requests are taken in already, ${own} of them of this token`;
    throw new Refusal(503, 'BUSY', message, 'Try again in a second, or raise MAX_INGESTS.');
  }

  #line(
    historical: boolean,
    viewer: Viewer,
    takeReadings: (readings: number) => Promise<void>,
    ended?: AbortSignal,
  ): IngestLine {
    const { line, recordings } = this.#services;
    const tracing = this.#tracing;
    const act = actOf(viewer);
    return {
      mostReadings: Math.min(BATCH_READINGS, this.#rules.maxBatchReadings),
      sensors: (names) => this.#sensors(names, viewer),
      async record(series) {
        const readings = series.reduce((sum, { times }) => sum + times.length, 0);
        await takeReadings(readings);
        ended?.throwIfAborted();
        const count = { series: series.length, readings };
        const attributes = { 'telltale.series': count.series, 'telltale.readings': readings };
        return tracing.span('ingest batch', attributes, () =>
          recordings.counted(
            act,
            count,
            () => OK,
            () => line.record({ series, historical }),
          ),
        );
      },
    };
  }

  /** For a viewer of a subtree, only those in it. */
  async #sensors(names: readonly SensorName[], { subtree = '' }: Viewer) {
    const em = this.#services.db.em();
    const tags = names.flatMap((name) => ('tag' in name ? name.tag : []));
    const ids = names.map((name) => ('id' in name ? sensorId(name.id) : undefined));
    const tagged = await sensorsTagged(em, tags);
    const facts = await sensorFacts(
      em,
      ids.filter((id) => id !== undefined),
    );
    const found = names.map((name, k) => ('tag' in name ? tagged.get(name.tag) : facts.get(ids[k] ?? -1)));
    return found.map((sensor) => (sensor?.equipmentPath.startsWith(subtree) ? sensor : undefined));
  }
}

/** In the audit log it is what the mutation is. */
const actOf = ({ name, credential, role }: Viewer): Act => ({
  actor: name,
  credential: credential ?? null,
  role,
  field: 'recordReadings',
  operation: null,
  requestId: requestId.getStore() ?? null,
  subjects: [],
  input: null,
});

function sensorId(text: string): number | undefined {
  const decoded = decodeId(text);
  return decoded?.type === 'Sensor' ? decoded.id : undefined;
}

function send(response: ServerResponse, status: number, body: object, headers = {}): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      ...headers,
    })
    .end(text);
}
