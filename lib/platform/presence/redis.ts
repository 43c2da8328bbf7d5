import type { Clock } from '../clock';
import type { Redis } from '../redis';
import { byName, maxPresent, presenceKey, presenceMs, type PresencePort, type PresentUser } from './port';

/** Presence over all web processes: per topic a hash of users, each with the instant until which it counts. */
export function redisPresence(redis: Redis, clock: Clock): PresencePort {
  return {
    kind: 'redis',
    async touch(tenant, topic, user) {
      const key = presenceKey(tenant, topic);
      const value = JSON.stringify({ name: user.name, until: clock.now().getTime() + presenceMs });
      await redis.multi().hset(key, user.id, value).pexpire(key, presenceMs).exec();
    },
    async leave(tenant, topic, userId) {
      await redis.hdel(presenceKey(tenant, topic), userId);
    },
    async list(tenant, topic) {
      const key = presenceKey(tenant, topic);
      const all = await redis.hgetall(key);
      const now = clock.now().getTime();
      const present: PresentUser[] = [];
      const gone: string[] = [];
      for (const [id, text] of Object.entries(all)) {
        const { name, until } = JSON.parse(text) as { name: string; until: number };
        if (until > now) present.push({ id, name });
        else gone.push(id);
      }
      if (gone.length > 0) await redis.hdel(key, ...gone);
      return present.sort(byName).slice(0, maxPresent);
    },
  };
}
