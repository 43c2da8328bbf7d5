import { DomainError } from '../errors';
import type { Redis } from '../redis';
import type { CachePort } from './port';

/** A cache that all processes share. While Redis is away it holds nothing and takes nothing. */
export function redisCache(redis: Redis): CachePort {
  return {
    kind: 'redis',
    async get<T>(key: string) {
      const text = await redis.get(key).catch(() => null);
      return text === null ? null : (JSON.parse(text) as T);
    },
    async set(key, value, seconds) {
      await redis.set(key, JSON.stringify(value), 'PX', Math.max(1, Math.round(seconds * 1000))).catch(() => undefined);
    },
    async del(...keys) {
      if (keys.length === 0) return;
      await redis.del(...keys).catch((cause: unknown) => {
        throw new DomainError({
          code: 'unavailable',
          message:
            'The cache does not answer, so the change could not be made known everywhere. Try again in a moment.',
          cause,
        });
      });
    },
  };
}
