import type { LiveListener, LiveMessage } from './types';

/** Listeners of one page, who all hear what one of them tells. */
export interface Room {
  tell: LiveListener;
  /** A new listener hears the last seconds too: its page may have been read before them. */
  subscribe: (listener: LiveListener) => () => void;
}

const rememberedMs = 10_000;
const mostRemembered = 200;

/** `now` in ms, of any origin. */
export function createRoom(now: () => number = () => performance.now()): Room {
  const listeners = new Set<LiveListener>();
  let recent: { message: LiveMessage; at: number }[] = [];
  const forget = () => {
    const since = now() - rememberedMs;
    recent = recent.filter(({ at }) => at >= since).slice(-mostRemembered);
  };
  return {
    tell: (message) => {
      if (message.position !== null) {
        recent.push({ message, at: now() });
        if (recent.length > mostRemembered) forget();
      }
      for (const listener of listeners) listener(message);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      forget();
      for (const { message } of recent) listener(message);
      return () => void listeners.delete(listener);
    },
  };
}
