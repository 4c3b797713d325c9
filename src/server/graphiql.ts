import type { IncomingMessage, ServerResponse } from 'node:http';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { GRAPHQL_PATH } from './operations/graph.ts';

/** The page is whole: whatever it would load from elsewhere is forbidden to it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  'worker-src blob:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

let page: string | undefined;

/** True for a person who opened the endpoint in a browser. */
export function asksForPage(request: IncomingMessage): boolean {
  return request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
}

/** Sends GraphiQL, bundled, with subscriptions by server-sent events. The page holds nothing that needs an access token. */
export function sendGraphiQL(response: ServerResponse): void {
  page ??= renderGraphiQL({
    title: 'Telltale',
    endpoint: GRAPHQL_PATH,
    // Its WebSocket does not send what stands in the headers editor.
    subscriptionsProtocol: 'SSE',
    // A token does not stay in the storage of the browser.
    shouldPersistHeaders: false,
    defaultQuery: '# Telltale. Press Ctrl-Space for what can be asked here.\n',
  });
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'referrer-policy': 'no-referrer',
  };
  response.writeHead(200, headers).end(page);
}
