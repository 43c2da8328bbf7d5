import type { LiveEvent, LiveListener, LiveMessage } from './types';

type Source = Pick<EventSource, 'addEventListener' | 'close' | 'readyState'>;
/** What the tabs of one browser tell each other. */
export interface TabChannel {
  send(message: LiveMessage): void;
  close(): void;
}

/** What of the browser is used; `locks` is absent on plain http outside localhost. */
export interface LiveBrowser {
  source: (url: string) => Source;
  channel?: ((name: string, hear: LiveListener) => TabChannel) | undefined;
  locks?: Pick<LockManager, 'request'> | undefined;
  isVisible: () => boolean;
  onVisibility: (run: () => void) => () => void;
  /** How long ago the page began to be read, in ms. */
  age: () => number;
}

const closed = 2;
const firstWaitMs = 2_000;
const longestWaitMs = 60_000;
const leadWithinMs = 500;

/**
 * Hears the tenant's events with one stream for all tabs of the browser: the tab that holds the lock reads it and passes
 * on; when it closes, the next one goes on where it was. Without locks every visible tab has a stream of its own.
 */
export function connectLive(tenant: string, listener: LiveListener, browser: LiveBrowser): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  let last = 0;
  const hear = (message: LiveMessage) => {
    if (message.position === null) return listener(message);
    if (message.position <= last && message.type !== 'reset') return;
    last = message.position;
    listener(message);
  };
  const isShared = browser.locks !== undefined && browser.channel !== undefined;
  const take = (message: LiveMessage) => {
    if (message.type === 'ready' && message.position !== null) last = Math.max(last, message.position);
    else hear(message);
  };
  const channel = isShared ? browser.channel?.(`live:${tenant}`, take) : undefined;

  const open = () =>
    openStream(
      browser,
      () =>
        `/api/live?tenant=${encodeURIComponent(tenant)}&${last > 0 ? `after=${last}` : `ago=${Math.ceil(browser.age())}`}`,
      (message) => {
        channel?.send(message);
        take(message);
      },
    );

  if (isShared) {
    // Another tab reads the stream and does not know when this page was read: it is read once more.
    const late = setTimeout(() => listener({ position: last, type: 'reset' }), leadWithinMs);
    signal.addEventListener('abort', () => clearTimeout(late));
    const lead = () =>
      new Promise<void>((done) => {
        clearTimeout(late);
        // The lock may come after the page has left: held by nobody who reads, it would silence every later one.
        if (signal.aborted) return done();
        const close = open();
        signal.addEventListener('abort', () => {
          close();
          done();
        });
      });
    browser.locks?.request(`live:${tenant}`, { signal }, lead).catch(() => undefined); // aborted while waiting for the lock
  } else {
    let close: (() => void) | undefined;
    const follow = () => {
      if (browser.isVisible()) close ??= open();
      else {
        close?.();
        close = undefined;
      }
    };
    follow();
    const unfollow = browser.onVisibility(follow);
    signal.addEventListener('abort', () => {
      unfollow();
      close?.();
    });
  }
  return () => {
    stopping.abort();
    channel?.close();
  };
}

/** An EventSource that is also opened again after an answer that makes the browser give up (401, 503). */
function openStream(browser: LiveBrowser, url: () => string, tell: LiveListener): () => void {
  let source: Source | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = firstWaitMs;
  const parse = (event: Event): LiveEvent => JSON.parse((event as MessageEvent<string>).data) as LiveEvent;
  const begin = () => {
    source = browser.source(url());
    source.addEventListener('ready', (event) => {
      wait = firstWaitMs;
      tell({ ...parse(event), type: 'ready' });
    });
    source.addEventListener('fact', (event) => tell(parse(event)));
    source.addEventListener('reset', (event) => tell({ position: parse(event).position, type: 'reset' }));
    source.addEventListener('presence', (event) => {
      const { topic } = JSON.parse((event as MessageEvent<string>).data) as { topic: string };
      tell({ position: null, type: `presence:${topic}` });
    });
    source.addEventListener('error', () => {
      if (source?.readyState !== closed) return;
      source.close();
      timer = setTimeout(begin, wait);
      wait = Math.min(wait * 2, longestWaitMs);
    });
  };
  begin();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
