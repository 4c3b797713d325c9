import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly request?: { readonly url: string }; readonly url?: string };
  readonly result?: { readonly result?: { readonly value?: unknown } };
}

function addressOf(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    browser.stderr?.on('data', (chunk) => {
      output += chunk;
      const found = /DevTools listening on ws:\/\/([^/]+)/.exec(output);
      if (found) resolve(found[1]);
    });
    browser.on('exit', () => reject(new Error(`the browser ended:\n${output}`)));
  });
}

/** A page in a headless Chromium, driven over its own debugging protocol. */
export class BrowserPage {
  /** Every address that the page asked for, WebSockets too. */
  readonly requested: string[] = [];
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (text) => {
      const message = JSON.parse(String(text)) as Message;
      if (message.id) this.#waiting.get(message.id)?.(message);
      if (message.method === 'Network.requestWillBeSent')
        this.requested.push(message.params?.request?.url ?? '');
      if (message.method === 'Network.webSocketCreated') this.requested.push(message.params?.url ?? '');
    });
  }

  static async open(executable: string): Promise<BrowserPage> {
    const profile = mkdtempSync(join(tmpdir(), 'telltale-browser-'));
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    const browser = spawn(executable, [
      ...flags,
      '--disable-dev-shm-usage',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ]);
    onTestFinished(async () => {
      const ended = new Promise((resolve) => browser.once('exit', resolve));
      browser.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    });
    const targets = (await (await fetch(`http://${await addressOf(browser)}/json/list`)).json()) as {
      type: string;
      webSocketDebuggerUrl: string;
    }[];
    const target = targets.find(({ type }) => type === 'page');
    const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const page = new BrowserPage(socket);
    await page.#command('Network.enable');
    return page;
  }

  #command(method: string, params: object = {}): Promise<Message> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  async goTo(url: string): Promise<void> {
    await this.#command('Page.navigate', { url });
  }

  async evaluate(expression: string): Promise<unknown> {
    return (await this.#command('Runtime.evaluate', { expression })).result?.result?.value;
  }

  /** Puts the text where the cursor is. */
  async type(text: string): Promise<void> {
    await this.#command('Input.insertText', { text });
  }

  /** Evaluates again until the value is true; rejects after 20 seconds. */
  async until(expression: string): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if ((await this.evaluate(`Boolean(${expression})`)) === true) return;
      await sleep(100);
    }
    throw new Error(
      `never true: ${expression}; the page shows: ${await this.evaluate('document.body.innerText')}`,
    );
  }
}
