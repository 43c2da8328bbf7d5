'use client';

import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { connectLive, type LiveBrowser, type TabChannel } from './connect';
import { createRoom, type Room } from './room';
import type { LiveListener, LiveMessage } from './types';

const LiveContext = createContext<Room['subscribe'] | null>(null);

function openChannel(name: string, hear: LiveListener): TabChannel {
  const channel = new BroadcastChannel(name);
  channel.addEventListener('message', (event: MessageEvent<LiveMessage>) => hear(event.data));
  const send = channel.postMessage.bind(channel);
  return { send, close: () => channel.close() };
}

const thisBrowser = (): LiveBrowser => ({
  source: (url) => new EventSource(url),
  channel: typeof BroadcastChannel === 'undefined' ? undefined : openChannel,
  locks: 'locks' in navigator ? navigator.locks : undefined,
  age: () => performance.now(),
  isVisible: () => document.visibilityState === 'visible',
  onVisibility: (run) => {
    document.addEventListener('visibilitychange', run);
    return () => document.removeEventListener('visibilitychange', run);
  },
});

/** Lets everything below hear what happens in one organisation. */
export function LiveProvider({ tenant, children }: { tenant: string; children: ReactNode }) {
  const [room] = useState(createRoom);
  useEffect(() => connectLive(tenant, room.tell, thisBrowser()), [tenant, room]);
  return <LiveContext.Provider value={room.subscribe}>{children}</LiveContext.Provider>;
}

/** The way to subscribe; null outside a LiveProvider. */
export const useLiveSubscribe = (): Room['subscribe'] | null => useContext(LiveContext);
