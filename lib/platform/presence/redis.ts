import type { Clock } from '../clock';
import type { Logger } from '../log';
import type { Redis } from '../redis';
import { asPeople, presenceMs, type PresencePort, type PresentUser } from './port';
import type { PresenceActivity } from './vocabulary';

interface Kept {
  name: string;
  activity: PresenceActivity;
  /** Milliseconds since 1970. */
  until: number;
}

const key = (tenant: string, topic: string): string => `presence:${tenant}:${topic}`;
const field = ({ id, tab }: { id: string; tab: string }): string => `${id} ${tab}`;
const read = (text: string): Kept => JSON.parse(text) as Kept;

/** Presence in Redis: per topic a hash of pages, each with the instant until which it counts. While Redis is away, `insurance` stands in. */
export function redisPresence(redis: Redis, insurance: PresencePort, clock: Clock, log: Logger): PresencePort {
  const orElse = async <T>(run: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      log.debug({ err: error }, 'presence is kept in PostgreSQL for now');
      return otherwise();
    }
  };
  return {
    kind: 'redis',
    touch: (tenant, topic, viewer, activity) =>
      orElse(
        async () => {
          const [hash, page] = [key(tenant, topic), field(viewer)];
          const now = clock.now().getTime();
          const kept: Kept = { name: viewer.name, activity, until: now + presenceMs };
          const answers = await redis
            .multi()
            .hget(hash, page)
            .hset(hash, page, JSON.stringify(kept))
            .pexpire(hash, presenceMs)
            .exec();
          const before = answers?.[0]?.[1];
          if (typeof before !== 'string') return true;
          const old = read(before);
          return old.until <= now || old.activity !== activity;
        },
        () => insurance.touch(tenant, topic, viewer, activity),
      ),
    leave: (tenant, topic, viewer) =>
      orElse(
        async () => (await redis.hdel(key(tenant, topic), field(viewer))) > 0,
        () => insurance.leave(tenant, topic, viewer),
      ),
    list: (tenant, topic) =>
      orElse(
        async () => {
          const all = await redis.hgetall(key(tenant, topic));
          const now = clock.now().getTime();
          const present: PresentUser[] = [];
          const gone: string[] = [];
          for (const [page, text] of Object.entries(all)) {
            const { name, activity, until } = read(text);
            if (until > now) present.push({ id: page.slice(0, page.lastIndexOf(' ')), name, activity });
            else gone.push(page);
          }
          if (gone.length > 0) await redis.hdel(key(tenant, topic), ...gone);
          return asPeople(present);
        },
        () => insurance.list(tenant, topic),
      ),
  };
}
