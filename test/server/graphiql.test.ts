import { describe, expect, it } from 'vitest';
import { BrowserPage } from './browser.ts';
import { startServer } from './running-server.ts';

const chromium = process.env.CHROMIUM_PATH;
if (!chromium) console.log('skipped: GraphiQL in a browser: CHROMIUM_PATH is not set');

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
      const { url, ws } = await startServer();
      const browser = await BrowserPage.open(chromium ?? '');
      const run = async (query: string, answer: string) => {
        await browser.goTo(`${url}?query=${encodeURIComponent(query)}`);
        await browser.until(`document.querySelector('.graphiql-execute-button')`);
        // The editor shows a space as a no-break space.
        const shown = query.split(' ').at(-2);
        await browser.until(
          `document.querySelector('.graphiql-query-editor')?.innerText.includes('${shown}')`,
        );
        await browser.evaluate(`document.querySelector('.graphiql-execute-button').click()`);
        await browser.until(`document.querySelector('.result-window')?.innerText.includes('${answer}')`);
      };
      await run('{ hello }', 'world');
      await run('subscription { ticks(count: 3) { number } }', '3');
      expect(browser.requested).toContain(ws);
      const foreign = browser.requested.filter(
        (address) => !/^(data|blob):/.test(address) && new URL(address).host !== new URL(url).host,
      );
      expect(foreign).toEqual([]);
    },
  );
});
