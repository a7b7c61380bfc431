// A page as a webview of Visual Studio Code has it: the same security policy, the theme's variables on the root
// element, `acquireVsCodeApi`, and messages both ways.

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { FromPage, ToPage } from '../../src/messages.js';
import { graphPage } from '../../src/page.js';
import themes from './themes.json';

/** Colours of the editor's own themes Dark 2026, Light 2026 and the two of high contrast, as release 1.139 has them. */
export type Theme = keyof typeof themes;
export const THEMES = Object.keys(themes) as Theme[];

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

declare global {
  interface Window {
    sent: unknown[];
    stored: unknown;
  }
}

export class Webviews {
  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
  ) {}

  static async start(dist: string): Promise<Webviews> {
    const server = createServer((request, response) => {
      void answer(dist, request.url ?? '/', origin(server)).then(({ type, body }) => {
        response.writeHead(type === undefined ? 404 : 200, { 'content-type': type ?? 'text/plain' });
        response.end(body);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    return new Webviews(browser, server);
  }

  async open(theme: Theme, size = { width: 1280, height: 800 }, stored?: unknown): Promise<Webview> {
    const context = await this.browser.newContext({ viewport: size, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const webview = new Webview(page);
    await page.addInitScript(prepare, { variables: themes[theme], theme, stored });
    await page.goto(`${origin(this.server)}/`);
    await webview.waitForMessage('ready');
    return webview;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

export class Webview {
  /** What the browser complained about: broken policies, errors that nobody caught. */
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.complaints.push(message.text());
      }
    });
  }

  async send(message: ToPage): Promise<void> {
    await this.page.evaluate((data) => window.postMessage(data, '*'), message);
  }

  /** Sends a graph and waits until it is drawn. */
  async draw(graph: unknown, title = 'baseline.yaml', more: { targetToFocus?: string; stale?: boolean } = {}): Promise<void> {
    const before = await this.layouts();
    await this.send({ type: 'graph', graph, title, ...more });
    await this.page.waitForFunction((count) => performance.getEntriesByName('layout').length > count, before);
  }

  /** Does something that has the graph placed anew, and waits for that. */
  async redrawn(action: () => Promise<unknown>): Promise<void> {
    const before = await this.layouts();
    await action();
    await this.page.waitForFunction((count) => performance.getEntriesByName('layout').length > count, before);
  }

  private layouts(): Promise<number> {
    return this.page.evaluate(() => performance.getEntriesByName('layout').length);
  }

  /** How long the last layout took, in milliseconds. */
  lastLayout(): Promise<number> {
    return this.page.evaluate(() => performance.getEntriesByName('layout').at(-1)?.duration ?? 0);
  }

  messages(): Promise<FromPage[]> {
    return this.page.evaluate(() => window.sent as FromPage[]);
  }

  async waitForMessage<T extends FromPage['type']>(type: T): Promise<Extract<FromPage, { type: T }>> {
    const handle = await this.page.waitForFunction(
      (wanted) => (window.sent as { type: string }[]).findLast((message) => message.type === wanted),
      type,
    );
    return (await handle.jsonValue()) as Extract<FromPage, { type: T }>;
  }

  async forgetMessages(): Promise<void> {
    await this.page.evaluate(() => (window.sent.length = 0));
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

function origin(server: Server): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function answer(dist: string, url: string, own: string): Promise<{ type?: string; body: string }> {
  switch (url) {
    case '/':
      return {
        type: 'text/html',
        body: graphPage({ script: `${own}/graph.js`, style: `${own}/graph.css`, cspSource: own, nonce: 'Zm9yZ2F0aGVy' }),
      };
    case '/graph.js':
      return { type: 'text/javascript', body: await readFile(`${dist}/graph.js`, 'utf8') };
    case '/graph.css':
      return { type: 'text/css', body: await readFile(`${dist}/graph.css`, 'utf8') };
    default:
      return { body: 'there is no such page' };
  }
}

// Runs in the page before its own script.
function prepare(given: { variables: Record<string, string>; theme: string; stored: unknown }): void {
  window.sent = [];
  window.stored = given.stored;
  let acquired = false;
  Object.assign(window, {
    acquireVsCodeApi: () => {
      if (acquired) {
        throw new Error('the API may be acquired only once');
      }
      acquired = true;
      return {
        postMessage: (message: unknown) => {
          // What is sent is cloned, as between the webview and the extension.
          window.sent.push(structuredClone(message));
        },
        getState: () => window.stored,
        setState: (state: unknown) => {
          window.stored = structuredClone(state);
        },
      };
    },
  });
  const dress = (): void => {
    for (const [name, value] of Object.entries(given.variables)) {
      document.documentElement.style.setProperty(name, value);
    }
    const kind = given.theme === 'dark' || given.theme === 'light' ? [`vscode-${given.theme}`] : ['vscode-high-contrast'];
    if (given.theme === 'high-contrast-light') {
      kind.push('vscode-high-contrast-light');
    }
    document.body.classList.add(...kind);
  };
  new MutationObserver((_, observer) => {
    // The type says that there always is one; so early, there is not.
    if ((document.body as HTMLElement | null) !== null) {
      observer.disconnect();
      dress();
    }
  }).observe(document, { childList: true, subtree: true });
}
