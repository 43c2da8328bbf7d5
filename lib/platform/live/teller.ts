import { frame, passing, type LiveEvent } from './event';
import type { Listener } from './rooms';

/** Writes events of one stream, each position once and in order; holds back what comes before `release`. */
export interface Teller {
  /** For the hub. */
  listener: Omit<Listener, 'end'>;
  ready(position: number): void;
  send(events: readonly LiveEvent[]): void;
  reset(position: number): void;
  release(): void;
}

export function createTeller(write: (chunk: string) => void, after: number): Teller {
  let sent = after;
  let early: LiveEvent[] | null = [];
  let resetAt: number | null = null;
  const send = (events: readonly LiveEvent[]) => {
    let chunk = '';
    for (const event of events) {
      if (event.position <= sent) continue;
      chunk += frame('fact', event.position, event);
      sent = event.position;
    }
    if (chunk) write(chunk);
  };
  const reset = (position: number) => {
    sent = position; // lower than before when the database was restored
    write(frame('reset', position, { position }));
  };
  return {
    listener: {
      events: (events) => (early ? void early.push(...events) : send(events)),
      reset: (position) => (early ? void (resetAt = position) : reset(position)),
      presence: (topic) => write(passing('presence', { topic })),
    },
    ready(position) {
      sent = position;
      write(frame('ready', position, { position }));
    },
    send,
    reset,
    release() {
      if (resetAt !== null) reset(resetAt);
      const held = early ?? [];
      early = null;
      send(held);
    },
  };
}
