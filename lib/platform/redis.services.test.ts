import { createServer, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { cacheContract } from './cache/contract';
import { redisCache } from './cache/redis';
import { fixedClock, systemClock } from './clock';
import { limitsContract } from './limits/contract';
import { rateKey, windows, type Window } from './limits/port';
import { postgresLimits } from './limits/postgres';
import { redisLimits } from './limits/redis';
import { logger } from './log';
import { presenceContract } from './presence/contract';
import { postgresPresence } from './presence/postgres';
import { redisPresence } from './presence/redis';
import { closeRedis, openRedis } from './redis';

const database = await testDatabase();
const log = logger('redis');
const redis = openRedis(process.env.REDIS_URL ?? '', log);
afterAll(() => closeRedis(redis));

describe('the cache in Redis', () => {
  cacheContract(() => redisCache(redis));
});

describe('limits in Redis', () => {
  limitsContract(() => redisLimits(redis, postgresLimits(database.services), systemClock, log));

  it('stand under rate:{tenant}:{channel}:{window} and end by themselves', async () => {
    const limits = redisLimits(redis, postgresLimits(database.services), systemClock, log);
    for (const [window, seconds] of Object.entries(windows)) {
      const name = rateKey('t-key', 'email', window as Window);
      expect(name).toBe(`t-key:email:${window}`);
      for (let i = 0; i < 2; i++) await limits.take(name, 5, seconds);
      const key = `rate:${name}`;
      expect(await redis.type(key)).toBe('string');
      expect(await redis.get(key)).toBe('2');
      const left = await redis.pttl(key);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(seconds * 1000);
      await redis.del(key);
    }
    expect(windows).toEqual({ '1s': 1, '1m': 60, '1h': 3600 });
  });
});

describe('presence in Redis', () => {
  presenceContract(() => {
    const clock = fixedClock(new Date());
    return { presence: redisPresence(redis, postgresPresence(database.services, clock), clock, log), clock };
  });
});

describe('a Redis that does not answer', () => {
  it('costs no answer: the cache is empty, limits are counted in PostgreSQL, only a revocation fails', async () => {
    const sockets = new Set<Socket>();
    const deaf = createServer((socket) => void sockets.add(socket)).listen(0, '127.0.0.1');
    await new Promise((resolve) => deaf.once('listening', resolve));
    const address = deaf.address();
    const silent = openRedis(`redis://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, log);
    const cache = redisCache(silent);
    const limits = redisLimits(silent, postgresLimits(database.services), systemClock, log);
    expect(await cache.get('x')).toBeNull();
    await cache.set('x', 1, 10);
    await expect(cache.del('x')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await limits.take('t-deaf:email:1m', 1, 60)).toMatchObject({ isAllowed: true });
    expect(await limits.take('t-deaf:email:1m', 1, 60)).toMatchObject({ isAllowed: false });
    const presence = redisPresence(silent, postgresPresence(database.services, systemClock), systemClock, log);
    await presence.touch('t-deaf', 'thread:1', { id: 'u1', name: 'Ann', tab: 'a' }, 'looking');
    expect(await presence.list('t-deaf', 'thread:1')).toHaveLength(1);
    await closeRedis(silent);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => deaf.close(resolve));
  });
});
