'use client';

import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { connectLive, type LiveBrowser } from './connect';
import type { LiveListener } from './types';

type Subscribe = (listener: LiveListener) => () => void;
const LiveContext = createContext<Subscribe | null>(null);

const thisBrowser = (): LiveBrowser => ({
  source: (url) => new EventSource(url),
  channel: typeof BroadcastChannel === 'undefined' ? undefined : (name) => new BroadcastChannel(name),
  locks: 'locks' in navigator ? navigator.locks : undefined,
  isVisible: () => document.visibilityState === 'visible',
  onVisibility: (run) => {
    document.addEventListener('visibilitychange', run);
    return () => document.removeEventListener('visibilitychange', run);
  },
});

/** Lets everything below hear what happens in one organisation. */
export function LiveProvider({ tenant, children }: { tenant: string; children: ReactNode }) {
  const listeners = useMemo(() => new Set<LiveListener>(), []);
  const subscribe = useMemo<Subscribe>(
    () => (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    [listeners],
  );
  useEffect(
    () =>
      connectLive(
        tenant,
        (message) => {
          for (const listener of listeners) listener(message);
        },
        thisBrowser(),
      ),
    [tenant, listeners],
  );
  return <LiveContext.Provider value={subscribe}>{children}</LiveContext.Provider>;
}

/** The way to subscribe; null outside a LiveProvider. */
export const useLiveSubscribe = (): Subscribe | null => useContext(LiveContext);
