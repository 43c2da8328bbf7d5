import type { Clock } from '../clock';
import type { CachePort } from './port';

interface Entry {
  text: string;
  until: number;
}

/** A cache in this process: the least recently used entry leaves first. Values are copied, so that nobody shares them. */
export function memoryCache(clock: Clock, maxEntries = 10_000): CachePort {
  const entries = new Map<string, Entry>();
  return {
    kind: 'memory',
    async get<T>(key: string) {
      const entry = entries.get(key);
      if (!entry) return null;
      entries.delete(key);
      if (entry.until <= clock.now().getTime()) return null;
      entries.set(key, entry);
      return JSON.parse(entry.text) as T;
    },
    async set(key, value, seconds) {
      entries.delete(key);
      entries.set(key, { text: JSON.stringify(value), until: clock.now().getTime() + seconds * 1000 });
      if (entries.size <= maxEntries) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
    async del(...keys) {
      for (const key of keys) entries.delete(key);
    },
  };
}
