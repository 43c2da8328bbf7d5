/** What is remembered of who may come in, so that not every request asks the database. */
export interface AccessMemory {
  /** The remembered value of `key`, else what `read` gives; null is not remembered. */
  recall<T>(key: string, read: () => Promise<T | null>): Promise<T | null>;
  /** For whoever made a change, after its commit: nothing older counts in this process from here on. */
  changed(): void;
  close(): Promise<void>;
}

export const sessionKey = (sessionId: string): string => `session:${sessionId}`;
export const apiKeyKey = (hash: string): string => `api_key:${hash}`;
