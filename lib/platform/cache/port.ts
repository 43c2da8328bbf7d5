/** A place for what can be had again: values may vanish at any time. They are JSON. */
export interface CachePort {
  readonly kind: 'memory' | 'redis';
  /** The value, or null when it is absent, expired, or the store does not answer. */
  get<T>(key: string): Promise<T | null>;
  set(key: string, value: unknown, seconds: number): Promise<void>;
  /** Throws when the store does not answer: what was revoked must not live on unseen. */
  del(...keys: string[]): Promise<void>;
}

/** Lifetimes in seconds. */
export const cacheSeconds = {
  query: 300,
  lookup: 3600,
  session: 24 * 3600,
  permissions: 900,
  workflowRun: 7 * 24 * 3600,
} as const;

/** Keys as other programs of an installation may look for them. */
export const cacheKeys = {
  session: (id: string) => `session:${id}`,
  workflowRun: (id: string) => `workflow:run:${id}`,
  lock: (type: string, id: string) => `lock:${type}:${id}`,
} as const;
