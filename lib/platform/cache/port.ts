/** A place for what can be had again: values may vanish at any time. They are JSON. */
export interface CachePort {
  readonly kind: 'memory' | 'redis';
  /** The value, or null when it is absent, expired, or the store does not answer. */
  get<T>(key: string): Promise<T | null>;
  set(key: string, value: unknown, seconds: number): Promise<void>;
  /** Throws when the store does not answer: what was revoked must not live on unseen. */
  del(...keys: string[]): Promise<void>;
}
