import type { LiveListener } from './types';

/** Listeners of one page, who all hear what one of them tells. */
export interface Room {
  tell: LiveListener;
  subscribe: (listener: LiveListener) => () => void;
}

export function createRoom(): Room {
  const listeners = new Set<LiveListener>();
  return {
    tell: (message) => {
      for (const listener of listeners) listener(message);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
