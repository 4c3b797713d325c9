import { describe, expect, it } from 'vitest';
import { BrowserPage } from './browser.ts';
import { startServer } from './running-server.ts';
import { until } from './streaming-server.ts';

const chromium = process.env.CHROMIUM_PATH;
if (!chromium) console.log('skipped: GraphiQL in a browser: CHROMIUM_PATH is not set');

const TOKEN = 'a-token-of-at-least-thirty-two-characters';
const EXECUTE = `document.querySelector('.graphiql-execute-button').click()`;
const answers = (text: string) => `document.querySelector('.result-window')?.innerText.includes('${text}')`;

async function openQuery(browser: BrowserPage, url: string, query: string): Promise<void> {
  await browser.goTo(`${url}?query=${encodeURIComponent(query)}`);
  await browser.until(`document.querySelector('.graphiql-execute-button')`);
  // The editor shows a space as a no-break space.
  const shown = query.split(' ').at(-2);
  await browser.until(`document.querySelector('.graphiql-query-editor')?.innerText.includes('${shown}')`);
}

async function page(url: string) {
  const response = await fetch(url, { headers: { accept: 'text/html' } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('GraphiQL', () => {
  it('is sent whole, and may load nothing from elsewhere', async () => {
    const { url } = await startServer();
    const { status, headers, text } = await page(url);
    expect(status).toBe(200);
    expect(text).not.toMatch(/<(script|link|img)[^>]+(src|href)="(https?:)?\/\//);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('is off when it is set off, and when other machines can reach the server', async () => {
    const { url } = await startServer({ GRAPHIQL: 'off' });
    expect((await page(url)).text).not.toContain('<html');
  });

  it.skipIf(!chromium)(
    'runs a query and a subscription in a browser, from its own origin alone',
    async () => {
      const { url } = await startServer();
      const browser = await BrowserPage.open(chromium ?? '');
      const run = async (query: string, answer: string) => {
        await openQuery(browser, url, query);
        await browser.evaluate(EXECUTE);
        await browser.until(answers(answer));
      };
      await run('{ hello }', 'world');
      await run('subscription { ticks(count: 3) { number } }', '3');
      const foreign = browser.requested.filter(
        (address) => !/^(data|blob):/.test(address) && new URL(address).host !== new URL(url).host,
      );
      expect(foreign).toEqual([]);
    },
  );

  it.skipIf(!chromium)(
    'sends the token of its headers editor with queries and subscriptions, and keeps it nowhere',
    async () => {
      const { url, openSources } = await startServer({ AUTH_TOKENS: `engineer:ann:${TOKEN}` });
      const browser = await BrowserPage.open(chromium ?? '');
      await openQuery(browser, url, 'query { viewer }');
      await browser.evaluate(EXECUTE);
      await browser.until(answers('UNAUTHENTICATED'));

      const authorize = async () => {
        await browser.evaluate(`document.querySelector('[data-name="headers"]').click()`);
        await browser.until(
          `document.querySelector('.graphiql-editor-tool .graphiql-editor:not(.hidden) textarea')`,
        );
        await browser.evaluate(
          `document.querySelector('.graphiql-editor-tool .graphiql-editor:not(.hidden) textarea').focus()`,
        );
        await browser.type(`{"authorization": "Bearer ${TOKEN}"}`);
      };
      await authorize();
      await browser.evaluate(EXECUTE);
      await browser.until(answers('ann'));
      await browser.evaluate(`document.querySelector('[aria-label^="Re-fetch"]').click()`);
      await browser.evaluate(`document.querySelector('[aria-label^="Show Documentation"]').click()`);
      await browser.until(`document.querySelector('.graphiql-plugin')?.innerText.includes('Root Types')`);

      await openQuery(browser, url, 'subscription { viewerName }');
      await authorize();
      await browser.evaluate(EXECUTE);
      await browser.until(answers('ann'));

      await openQuery(browser, url, 'subscription { silence }');
      await authorize();
      await browser.evaluate(EXECUTE);
      await until(() => openSources() === 1);
      await browser.evaluate(EXECUTE);
      await until(() => openSources() === 0);
      expect(await browser.evaluate('JSON.stringify({ ...localStorage })')).not.toContain(TOKEN);
    },
  );
});
