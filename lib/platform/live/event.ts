/** What browsers hear of a fact: that it happened, never what it holds. They read again what they show. */
export interface LiveEvent {
  position: number;
  type: string;
  entityType: string;
  entityId: string;
}

/** One event of a text/event-stream. */
export const frame = (name: string, id: number, data: unknown): string =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** What passes and is not kept: it has no position, so that a client's place in the facts stays. */
export const passing = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

export const heartbeat = ': still here\n\n';

const mostAgoMs = 60_000;

/** How long ago a client read what it shows, in ms, a minute at most; null when it does not say, or nonsense. */
export function readAgo(text: string | null): number | null {
  if (text === null || !/^\d{1,9}$/.test(text)) return null;
  return Math.min(Number(text), mostAgoMs);
}

/** A position that a client says it has seen; null when it says none, or nonsense. */
export function readPosition(text: string | null): number | null {
  if (text === null || !/^\d{1,15}$/.test(text)) return null;
  return Number(text);
}
