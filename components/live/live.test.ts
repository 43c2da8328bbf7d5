import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectLive, type LiveBrowser } from './connect';
import { matches } from './matches';
import { createRoom } from './room';
import { throttle } from './throttle';
import type { LiveMessage } from './types';

const fact = (position: number, type = 'message.sent') => ({
  position,
  type,
  entityType: 'message_batch',
  entityId: 'x',
});

describe('what a listener hears', () => {
  it('is whole types and domains, and every reset', () => {
    expect(matches(['message.'], fact(1))).toBe(true);
    expect(matches(['message.sent'], fact(1))).toBe(true);
    expect(matches(['message'], fact(1))).toBe(false);
    expect(matches(['campaign.'], fact(1))).toBe(false);
    expect(matches([], { position: 1, type: 'reset' })).toBe(true);
  });
});

describe('throttle', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs at once, then once a second, and never forgets the last call', () => {
    const run = vi.fn<() => void>();
    const call = throttle(run, 1000);
    for (let i = 0; i < 10; i++) call();
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    expect(run).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(5000);
    expect(run).toHaveBeenCalledTimes(2);
    call();
    expect(run).toHaveBeenCalledTimes(3);
    call();
    call.cancel();
    vi.advanceTimersByTime(5000);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('runs once more some time after the last call, when asked to', () => {
    const run = vi.fn<() => void>();
    const call = throttle(run, 1000, 9000);
    call();
    vi.advanceTimersByTime(8999);
    call();
    expect(run).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(8999);
    expect(run).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(3);
    call();
    call.cancel();
    vi.advanceTimersByTime(20_000);
    expect(run).toHaveBeenCalledTimes(4);
  });
});

/** A browser with tabs: one lock, one channel, streams that the test feeds. */
function world(hasLocks = true) {
  const streams: { url: string; isClosed: boolean; readyState: number; fire(name: string, data?: unknown): void }[] =
    [];
  const queue: { run: () => Promise<void>; signal: AbortSignal }[] = [];
  let held = false;
  const next = () => {
    if (held) return;
    const waiter = queue.find((it) => !it.signal.aborted);
    if (!waiter) return;
    queue.splice(queue.indexOf(waiter), 1);
    held = true;
    const hold = async () => {
      await waiter.run();
      held = false;
      next();
    };
    void hold();
  };
  const channels = new Set<(message: LiveMessage) => void>();
  let isVisible = true;
  let onVisibility = () => {};
  const browser: LiveBrowser = {
    source: (url) => {
      const handlers = new Map<string, (event: Event) => void>();
      const stream = {
        url,
        isClosed: false,
        readyState: 1,
        fire: (name: string, data?: unknown) =>
          handlers.get(name)?.({ data: JSON.stringify(data) } as MessageEvent<string>),
        addEventListener: (name: string, handler: (event: Event) => void) => void handlers.set(name, handler),
        close: () => void (stream.isClosed = true),
      };
      streams.push(stream);
      return stream as unknown as EventSource;
    },
    channel: (_name, hear) => {
      channels.add(hear);
      return {
        send: (message) => {
          for (const other of channels) if (other !== hear) other(message);
        },
        close: () => void channels.delete(hear),
      };
    },
    locks: hasLocks
      ? ({
          request: async (_name: string, { signal }: { signal: AbortSignal }, run: () => Promise<void>) => {
            queue.push({ run, signal });
            next();
          },
        } as unknown as LockManager)
      : undefined,
    age: () => 1_234.5,
    isVisible: () => isVisible,
    onVisibility: (run) => {
      onVisibility = run;
      return () => (onVisibility = () => {});
    },
  };
  const show = (visible: boolean) => {
    isVisible = visible;
    onVisibility();
  };
  return { browser, streams, show };
}

describe('live events in a browser', () => {
  it('come over one stream for all tabs, once in each', () => {
    const { browser, streams } = world();
    const heard: LiveMessage[][] = [[], [], []];
    for (const list of heard) connectLive('a', (message) => list.push(message), browser);
    expect(streams).toHaveLength(1);
    streams[0]?.fire('ready', { position: 4 });
    streams[0]?.fire('fact', fact(5));
    streams[0]?.fire('fact', fact(5));
    for (const list of heard) expect(list).toEqual([fact(5)]);
  });

  it('tell in every tab who looks at what, and lose no place among the facts by it', async () => {
    const { browser, streams } = world();
    const heard: LiveMessage[] = [];
    const close = connectLive('a', () => {}, browser);
    connectLive('a', (message) => heard.push(message), browser);
    streams[0]?.fire('fact', fact(7));
    for (let i = 0; i < 2; i++) streams[0]?.fire('presence', { topic: 'thread:1' });
    const passing = { position: null, type: 'presence:thread:1' };
    expect(heard).toEqual([fact(7), passing, passing]);
    expect(matches(['presence:thread:1'], passing)).toBe(true);
    expect(matches(['inbox.', 'presence:thread:2'], passing)).toBe(false);
    close();
    await Promise.resolve();
    await Promise.resolve();
    expect(streams[1]?.url).toBe('/api/live?tenant=a&after=7');
  });

  it('begin where the page was read, not where the stream was opened', () => {
    vi.useFakeTimers();
    const { browser, streams } = world();
    const first: LiveMessage[] = [];
    const second: LiveMessage[] = [];
    connectLive('a', (message) => first.push(message), browser);
    expect(streams[0]?.url).toBe('/api/live?tenant=a&ago=1235');
    connectLive('a', (message) => second.push(message), browser);
    vi.advanceTimersByTime(1_000);
    expect(first).toEqual([]);
    expect(second).toEqual([{ position: 0, type: 'reset' }]);
    vi.useRealTimers();
  });

  it('reach a page that was read just before them', () => {
    let now = 0;
    const room = createRoom(() => now);
    room.tell(fact(1));
    now = 9_000;
    room.tell(fact(2));
    room.tell({ position: null, type: 'presence:thread:1' });
    now = 12_000;
    const heard: LiveMessage[] = [];
    room.subscribe((message) => heard.push(message));
    expect(heard).toEqual([fact(2)]);
    room.tell(fact(3));
    expect(heard).toEqual([fact(2), fact(3)]);
  });

  it('go on where they were when the leading tab closes', async () => {
    const { browser, streams } = world();
    const heard: LiveMessage[] = [];
    const close = connectLive('a', () => {}, browser);
    connectLive('a', (message) => heard.push(message), browser);
    streams[0]?.fire('ready', { position: 4 });
    streams[0]?.fire('fact', fact(7));
    close();
    await Promise.resolve();
    await Promise.resolve();
    expect(streams[0]?.isClosed).toBe(true);
    expect(streams[1]?.url).toBe('/api/live?tenant=a&after=7');
    streams[1]?.fire('fact', fact(8));
    expect(heard.map((message) => message.position)).toEqual([7, 8]);
  });

  it('come without locks too: a stream while the tab is seen, and what was missed when it is seen again', () => {
    const { browser, streams, show } = world(false);
    const heard: LiveMessage[] = [];
    connectLive('a', (message) => heard.push(message), browser);
    streams[0]?.fire('fact', fact(3));
    show(false);
    expect(streams[0]?.isClosed).toBe(true);
    show(true);
    expect(streams[1]?.url).toBe('/api/live?tenant=a&after=3');
    expect(heard).toHaveLength(1);
  });

  it('come back after an answer that ends the stream for good', () => {
    vi.useFakeTimers();
    const { browser, streams } = world();
    connectLive('a', () => {}, browser);
    const [first] = streams;
    if (first) first.readyState = 2;
    first?.fire('error');
    vi.advanceTimersByTime(2000);
    expect(streams).toHaveLength(2);
    vi.useRealTimers();
  });
});
