import type { IncomingMessage } from 'node:http';
import { Refusal } from '../admission/refusal.ts';

/** Forms of an answer that the graph has, and what stands for any of them. */
const FORMS: ReadonlySet<string> = new Set([
  '*/*',
  'application/*',
  'application/json',
  'application/graphql-response+json',
  'text/*',
  'text/event-stream',
  'multipart/*',
  'multipart/mixed',
]);

/** Parts of an operation that are JSON within the address of a GET. */
const JSON_PARAMETERS = ['variables', 'extensions'];

function checkForm({ headers }: IncomingMessage): void {
  const asked = (headers.accept ?? '*/*')
    .split(',')
    .map((form) => form.split(';', 1)[0].trim().toLowerCase());
  if (asked.some((form) => FORMS.has(form))) return;
  const remedy = 'Ask with Accept: application/json, or text/event-stream for a subscription.';
  throw new Refusal(406, 'NOT_ACCEPTABLE', 'No form of an answer that is asked for is known here', remedy);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function checkParameters({ method, url = '' }: IncomingMessage): void {
  if (method !== 'GET') return;
  const parameters = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  const broken = JSON_PARAMETERS.find((name) => !isJson(parameters.get(name) || '{}'));
  if (broken === undefined) return;
  throw new Refusal(
    400,
    'BAD_REQUEST',
    `${broken} in the address is no JSON`,
    `Send ${broken} as a JSON object.`,
  );
}

/**
 * Refuses a request that could not be answered whatever it did, before it does it.
 * @throws Refusal NOT_ACCEPTABLE or BAD_REQUEST
 */
export function checkGraphRequest(request: IncomingMessage): void {
  checkForm(request);
  checkParameters(request);
}
