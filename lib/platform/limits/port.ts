export interface Taken {
  isAllowed: boolean;
  /** How many more are allowed in this window. */
  remaining: number;
  resetsAt: Date;
}

/** Counts uses in fixed windows, over all processes. */
export interface LimitsPort {
  readonly kind: 'postgres' | 'redis';
  /**
   * Counts `uses` (1) of `key`, of which `points` are allowed in `seconds` from the first; all of them fit, or none is counted.
   * 0 of them count nothing: `remaining` tells what would fit.
   */
  take(key: string, points: number, seconds: number, uses?: number): Promise<Taken>;
}

export const windows = { '1s': 1, '1m': 60, '1h': 3600 } as const;
export type Window = keyof typeof windows;

/** The key of a tenant's limit on a channel. */
export const rateKey = (tenant: string, channel: string, window: Window): string => `${tenant}:${channel}:${window}`;

/** Whole seconds from `now` until a window ends, at least one: what Retry-After tells. */
export const secondsUntil = (end: Date, now: Date): number =>
  Math.max(1, Math.ceil((end.getTime() - now.getTime()) / 1000));
