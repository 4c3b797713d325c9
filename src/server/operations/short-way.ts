import type { ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Config } from '../../config.ts';
import { RateLimitedError } from '../../errors.ts';
import type { Allowances } from '../admission/allowances.ts';
import type { Caller } from '../streams/subscription.ts';
import { type Watch, WatchedOperation } from '../watch/watch-operations.ts';
import type { Price } from './charge-operations.ts';
import type { CompiledQueries } from './compiled.ts';
import type { Deadline } from './deadline.ts';
import type { DocumentParams, Documents } from './documents.ts';
import { flawOf } from './input-rules.ts';
import { answerText } from './kept-answers.ts';
import type { ContextOf } from './operation-context.ts';
import { costOf } from './operation-cost.ts';
import type { ParsedDocuments } from './parsed-documents.ts';

interface ShortWayParts {
  readonly schema: GraphQLSchema;
  readonly parsed: ParsedDocuments;
  readonly compiled: CompiledQueries;
  readonly documents: Documents;
  readonly allowances: Allowances;
  readonly contextOf: ContextOf;
  readonly watch: Watch;
}

/** What has been paid for, with the time that it has left: the engine goes on with it. */
export interface Begun {
  readonly prepaid: Price;
  readonly deadline: Deadline;
}

type Params = DocumentParams & {
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
};

const RESPONSE_JSON = 'application/graphql-response+json';
const JSON_FORMS = new Set(['application/json', 'application/*', '*/*']);

/** The form of the answer that is asked for first, where it is one of JSON. */
function jsonForm(accept = '*/*'): string | null {
  for (const form of accept.split(',')) {
    const [type, ...parameters] = form.split(';');
    if (parameters.some((parameter) => parameter.includes('charset'))) return null;
    const name = type.trim().toLowerCase();
    if (name === RESPONSE_JSON) return RESPONSE_JSON;
    if (JSON_FORMS.has(name)) return 'application/json';
  }
  return null;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && !Array.isArray(value);

/** Whether an operation has the form that it has to have. */
function isWellFormed(asked: object | string): asked is Params {
  if (typeof asked === 'string' || Array.isArray(asked)) return false;
  const { query, variables, operationName, extensions, documentId, ...others } = asked as Record<
    string,
    unknown
  >;
  return (
    (query == null || typeof query === 'string') &&
    (variables == null || isObject(variables)) &&
    (operationName == null || typeof operationName === 'string') &&
    (extensions == null || isObject(extensions)) &&
    Object.keys(others).length === 0
  );
}

/**
 * Answers a query that has been run before, and is asked for as JSON, without taking it apart again: it is valid, and it is
 * compiled. Whatever is to be refused, or ends in an error, goes through the engine, which says what is wrong: what comes
 * this way is answered as the engine would have answered it.
 */
export class ShortWay {
  readonly #parts: ShortWayParts;
  readonly #timeoutMs: number;
  readonly #mostCost: number;

  constructor(
    parts: ShortWayParts,
    { operationTimeoutMs, query }: Pick<Config, 'operationTimeoutMs' | 'query'>,
  ) {
    this.#parts = parts;
    this.#timeoutMs = operationTimeoutMs;
    this.#mostCost = query.cost;
  }

  /** Null where nothing has been done; what has been begun where the engine has to say how it ends. */
  async answer(
    asked: object | string,
    accept: string | undefined,
    response: ServerResponse,
    caller: Caller,
  ): Promise<'SENT' | Begun | null> {
    const form = jsonForm(accept);
    const query = form !== null && isWellFormed(asked) ? this.#prepared(asked, caller) : undefined;
    if (!query) return null;
    const { watch } = this.#parts;
    const { prepaid, run, operation } = query;
    const { deadline, ...context } = this.#parts.contextOf(caller);
    let result: ExecutionResult;
    try {
      const work = () => operation.run(() => run(context));
      result = await deadline.within(this.#timeoutMs, () => watch.metrics.running(work));
    } catch (error) {
      if (error !== deadline.signal.reason) throw error;
      if (!response.destroyed) return { prepaid, deadline };
      operation.ended(true);
      return 'SENT';
    }
    if (result.errors) return { prepaid, deadline };
    operation.ended(false);
    this.#send(response, `${form}; charset=utf-8`, result, prepaid, caller);
    return 'SENT';
  }

  /** Checks what the engine would check of a valid document before it runs it, and takes what it costs. */
  #prepared(asked: Params, caller: Caller) {
    const { parsed, compiled, allowances, schema, watch } = this.#parts;
    const { operationName, variables } = asked;
    const text = this.#textOf(asked, caller);
    const document = text === undefined ? undefined : parsed.get(text);
    const code = document && !flawOf(variables) ? compiled.of(document, operationName, variables) : undefined;
    if (!document || !code) return undefined;
    const cost = costOf({ schema, document, operationName, variableValues: variables });
    if (cost === null || cost > this.#mostCost) return undefined;
    try {
      allowances.cost.take(caller.payer, cost);
    } catch (error) {
      if (error instanceof RateLimitedError) return undefined;
      throw error;
    }
    caller.keepable?.begin(schema, document);
    return {
      prepaid: { cost, limit: this.#mostCost },
      run: (context: object) => code.query(undefined, context, variables ?? {}),
      operation: new WatchedOperation(watch, document, operationName),
    };
  }

  #textOf(asked: Params, { viewer }: Caller): string | undefined {
    try {
      return this.#parts.documents.textOf(asked, viewer);
    } catch {
      return undefined;
    }
  }

  #send(
    response: ServerResponse,
    type: string,
    { data }: ExecutionResult,
    price: Price,
    { payer, keepable }: Caller,
  ): void {
    const { allowances } = this.#parts;
    const left = allowances.cost.left(payer);
    allowances.tell(response, left);
    const text = answerText(data, { ...price, left }, keepable);
    // As a text it leaves in one piece with its head.
    const head = { 'content-type': type, 'content-length': Buffer.byteLength(text) };
    response.writeHead(200, head).end(text);
    keepable?.sent(response);
  }
}
