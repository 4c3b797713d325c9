import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credential } from '../../access.ts';
import type { Config } from '../../config.ts';
import type { Payer } from '../admission/allowance.ts';
import type { Allowances } from '../admission/allowances.ts';
import { goneWith } from '../admission/gone.ts';
import type { OpenConnections } from '../admission/open-connections.ts';
import { Turns } from '../admission/turns.ts';
import type { BodyLimits } from '../bodies/body-stream.ts';
import { bodyOf, graphBody } from '../bodies/request-body.ts';
import { EventStream } from '../streams/event-stream.ts';
import type { Caller } from '../streams/subscription.ts';
import type { Metrics } from '../watch/metrics.ts';
import type { Graph } from './graph.ts';
import { checkGraphRequest } from './graph-request.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { ParsedDocuments } from './parsed-documents.ts';
import type { ShortWay } from './short-way.ts';

export type Admitted = Credential & { readonly payer: Payer };

interface GraphParts {
  readonly graph: Graph;
  readonly shortWay: ShortWay;
  readonly parsed: ParsedDocuments;
  readonly kept: KeptAnswers;
  readonly allowances: Allowances;
  readonly open: OpenConnections;
  readonly metrics: Pick<Metrics, 'answeredFromKept'>;
}

const NOTHING = Buffer.alloc(0);

/** The graph over HTTP and SSE: by what is kept where that is enough, on the short way where a query is known, by the engine else. */
export class GraphEndpoint {
  readonly #parts: GraphParts;
  readonly #turns = new Turns();
  readonly #heartbeatMs: number;
  readonly #limits: BodyLimits;

  constructor(parts: GraphParts, { maxBodyBytes, slowClientMs, bodyTimeoutMs, heartbeatMs }: Config) {
    this.#parts = parts;
    this.#heartbeatMs = heartbeatMs;
    this.#limits = { mostBytes: maxBodyBytes, idleMs: slowClientMs, totalMs: bodyTimeoutMs };
  }

  /** @throws Refusal or RateLimitedError before anything was run */
  async answer(request: IncomingMessage, response: ServerResponse, sender: Admitted): Promise<void> {
    const { graph, shortWay, parsed, kept, metrics } = this.#parts;
    if (request.method === 'OPTIONS')
      return graph(request, response, this.#caller(request, response, sender));
    checkGraphRequest(request);
    const body = request.method === 'POST' ? await this.#body(request, sender.payer) : NOTHING;
    const charge = () => this.#chargeKept(response, sender.payer);
    const keepable = kept.answer(request, response, sender.viewer, body, charge);
    if (keepable === 'SENT') return metrics.answeredFromKept();
    let isCharged = false;
    const charged = () => {
      isCharged = true;
    };
    const caller = this.#caller(request, response, sender, { charged, ...(keepable && { keepable }) });
    const asked = request.method === 'POST' ? graphBody(body) : '';
    const begun = await shortWay.answer(asked, request.headers.accept, response, caller);
    if (begun === 'SENT') return;
    if (!begun && !parsed.has(asked)) await this.#turn(sender.payer);
    if (request.method === 'POST') Object.assign(request, { body: asked });
    await graph(request, response, { ...caller, ...begun });
    if (!isCharged && !begun) this.#parts.allowances.refusedDocument(sender.payer);
    keepable?.sent(response);
  }

  #caller(
    request: IncomingMessage,
    response: ServerResponse,
    { viewer, payer, ended }: Admitted,
    notes: Pick<Caller, 'charged' | 'keepable'> = {},
  ): Caller {
    const { open, allowances } = this.#parts;
    return {
      ...notes,
      viewer,
      payer,
      outlet: new EventStream(response, open, this.#heartbeatMs, ended),
      gone: goneWith(response, () => response.writableFinished),
      tellLeft: (left: number) => allowances.tell(response, left),
      lastCursor: String(request.headers['last-event-id'] ?? '') || undefined,
    };
  }

  /** To take a document apart takes milliseconds: of one address that is done one after the other. @throws RateLimitedError */
  async #turn(payer: Payer): Promise<void> {
    await this.#turns.of(payer.address);
    this.#parts.allowances.checkAny(payer);
  }

  /** The body of an operation, which its sender's allowance is charged for as it comes. */
  #body(request: IncomingMessage, payer: Payer): Promise<Buffer> {
    const isCompressed = request.headers['content-encoding'] !== undefined;
    let before = 0;
    return bodyOf(request, this.#limits, (bytes) => {
      this.#parts.allowances.takeBody(payer, bytes, isCompressed, before);
      before += bytes;
    });
  }

  /** Gives what is left. */
  #chargeKept(response: ServerResponse, payer: Payer): number {
    const left = this.#parts.allowances.takeKeptAnswer(payer);
    this.#parts.allowances.tell(response, left);
    return left;
  }
}
