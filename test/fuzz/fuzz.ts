import { buildSchema } from '../../schema/index.ts';
import { brokenDocument } from './broken-document.ts';
import { brokenFrames } from './broken-frames.ts';
import { brokenIngest } from './broken-ingest.ts';
import {
  brokenDocumentRequest,
  brokenEnvelope,
  brokenTextRequest,
  brokenVariablesRequest,
} from './broken-request.ts';
import { Draws } from './draws.ts';
import type { FuzzedPlant } from './fuzzed-plant.ts';
import { HttpClient, type Sent } from './http-client.ts';
import { leftOpen } from './left-open.ts';
import { realOperations } from './operations.ts';
import { converse } from './socket-client.ts';
import {
  type Answered,
  answerProblems,
  closeProblems,
  frameProblems,
  jsonIn,
  logProblems,
} from './verdict.ts';
import { Written, writtenProblems } from './written.ts';

/** What is broken, and how often of a hundred. */
const KINDS = { VARIABLES: 38, DOCUMENT: 24, TEXT: 10, ENVELOPE: 8, FRAMES: 8, INGEST: 12 };
export type Kind = keyof typeof KINDS;
/** None of each. */
export const NONE = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, 0])) as Record<Kind, number>;

/** More than are kept, by their length together. */
const FILLERS = 800;
const FILLER_SEED = 2 ** 31;
const RUNNING = /^operations_running$/;
const HEALTHY = JSON.stringify({ query: '{ sensors(first: 1) { nodes { id tag } } }' });

/** One case that was not as it should be: the seed and its index make it again. */
export interface Finding {
  readonly index: number;
  readonly kind: Kind;
  readonly problems: readonly string[];
  readonly sent: string;
  readonly answered: string;
  /** How many of the problems are lines of the log. */
  readonly logged: number;
}

/** How a case ended. */
interface Outcome {
  readonly problems: readonly string[];
  /** The first code of its answer; OK where it has none. */
  readonly answer: string;
  readonly sent: string;
  readonly answered: string;
}

function kindOf(draws: Draws): Kind {
  let left = draws.below(100);
  for (const [kind, share] of Object.entries(KINDS)) {
    left -= share;
    if (left < 0) return kind as Kind;
  }
  throw new Error('the shares of the kinds are not a hundred');
}

const codeIn = (text: string): string => /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? 'OK';

/** Sends broken requests to a plant, one after the other, and judges what comes back. */
export class Fuzz {
  readonly #plant: FuzzedPlant;
  readonly #client: HttpClient;
  readonly #written: Written;
  readonly #operations = realOperations(buildSchema());

  private constructor(plant: FuzzedPlant, written: Written) {
    this.#plant = plant;
    this.#client = new HttpClient(plant.url);
    this.#written = written;
  }

  /** @param busy jobs of the plant are worked on */
  static async of(plant: FuzzedPlant, busy: boolean): Promise<Fuzz> {
    return new Fuzz(plant, await Written.open(plant.services, buildSchema(), busy));
  }

  /**
   * Fills what is kept of documents with as many as are kept, so that what grows later is not that. None of them is run:
   * they have no operation of the name that is asked for.
   */
  async warmUp(): Promise<void> {
    for (let k = 0; k < FILLERS; k++) {
      const draws = new Draws(FILLER_SEED, k);
      const [operation, other] = [draws.pick(this.#operations), draws.pick(this.#operations)];
      const query = brokenDocument(operation.document, draws, other.document);
      await this.#client.send({
        path: '/graphql',
        body: JSON.stringify({ query, operationName: 'Nothing' }),
      });
    }
  }

  /** Runs one case; the same one for the same seed and index. */
  async run(seed: number, index: number): Promise<{ kind: Kind; answer: string; finding: Finding | null }> {
    const draws = new Draws(seed, index);
    const kind = kindOf(draws);
    const before = this.#plant.log.length;
    const outcome = await this.#outcome(kind, draws).catch((error: Error) => unanswered(error));
    const lines = this.#plant.log.slice(before).flatMap(logProblems);
    const { answer, ...exchange } = outcome;
    const problems = [...outcome.problems, ...lines];
    const found = { ...exchange, index, kind, problems, logged: lines.length };
    return { kind, answer, finding: problems.length > 0 ? found : null };
  }

  /** True when a query that is in order is answered. */
  async isHealthy(): Promise<boolean> {
    const { status, text } = await this.#client.send({ path: '/graphql', body: HEALTHY });
    return status === 200 && text.includes('"tag":"F-S-');
  }

  close(): void {
    this.#client.close();
  }

  #outcome(kind: Kind, draws: Draws): Promise<Outcome> {
    const [operation, other] = [draws.pick(this.#operations), draws.pick(this.#operations)];
    switch (kind) {
      case 'VARIABLES':
        return this.#request(brokenVariablesRequest(operation, draws));
      case 'DOCUMENT':
        return this.#request(brokenDocumentRequest(operation, other, draws));
      case 'TEXT':
        return this.#request(brokenTextRequest(operation, other, draws));
      case 'ENVELOPE':
        return this.#request(brokenEnvelope(operation, draws));
      case 'FRAMES':
        return this.#conversation(draws);
      default:
        return this.#ingest(brokenIngest(draws));
    }
  }

  async #request(sent: Sent): Promise<Outcome> {
    const before = await this.#written.counts();
    const answered = await this.#client.send(sent);
    const after = await this.#written.counts();
    const said = this.#written.said(jsonIn(answered.text) ?? {});
    const given = `${shownBody(sent)}${plainPath(sent)}`;
    // A preflight has nothing to say.
    const isSilent = sent.method === 'OPTIONS' && answered.text === '';
    const problems = isSilent ? [] : answerProblems(answered, given, 'GRAPH');
    return outcomeOf(sent, answered, [...problems, ...writtenProblems(before, after, said)]);
  }

  async #ingest(sent: Sent): Promise<Outcome> {
    const before = await this.#written.counts();
    const answered = await this.#client.send(sent);
    const after = await this.#written.counts();
    const answer = jsonIn(answered.text) as { accepted?: number; ingest?: { accepted?: number } } | undefined;
    const accepted = (answer?.ingest ?? answer)?.accepted ?? 0;
    const problems = answerProblems(answered, shownBody(sent), 'INGEST');
    const written = writtenProblems(before, after, { isRefused: accepted === 0, accepted });
    return outcomeOf(sent, answered, [...problems, ...written]);
  }

  async #conversation(draws: Draws): Promise<Outcome> {
    const frames = brokenFrames(this.#operations, draws);
    const sent = frames.map(({ form, bytes }) => `${form} ${bytes}`).join('\n');
    const { heard, closedWith } = await converse(this.#plant.url.replace('http', 'ws'), frames);
    // What nobody waits for goes on, and writes: in this case, not in the next.
    const running = sent.includes('mutation') ? await leftOpen(this.#plant, RUNNING) : [];
    const problems = heard.flatMap((text) => frameProblems(text, sent));
    return {
      problems: [...problems, ...closeProblems(closedWith), ...running],
      answer: closedWith === null ? codeIn(heard.join('\n')) : `CLOSED ${closedWith}`,
      sent,
      answered: `${heard.join('\n')}\nclosed with ${closedWith}`,
    };
  }
}

const unanswered = (error: Error): Outcome => ({
  problems: [`was not answered: ${error.message}`],
  answer: 'NONE',
  sent: '',
  answered: '',
});

const outcomeOf = (sent: Sent, { text }: Answered, problems: readonly string[]): Outcome => ({
  problems,
  answer: codeIn(text),
  sent: `${sent.method ?? 'POST'} ${sent.path} ${JSON.stringify(sent.headers ?? {})}\n${shownBody(sent)}`,
  answered: text,
});

const shownBody = ({ body }: Sent): string => (typeof body === 'string' ? body : String(Buffer.from(body)));

/** The address as it was before its characters were escaped, as far as they are. */
function plainPath({ path }: Sent): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
