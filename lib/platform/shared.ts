import type { Connection } from '@/db/client';
import { natsBus } from './bus/nats';
import type { Bus } from './bus/port';
import { postgresBus } from './bus/postgres';
import { memoryCache } from './cache/memory';
import type { CachePort } from './cache/port';
import { redisCache } from './cache/redis';
import { systemClock } from './clock';
import type { Config } from './config';
import type { LimitsPort } from './limits/port';
import { postgresLimits } from './limits/postgres';
import { redisLimits } from './limits/redis';
import { logger } from './log';
import type { PresencePort } from './presence/port';
import { postgresPresence } from './presence/postgres';
import { redisPresence } from './presence/redis';
import { closeRedis, openRedis } from './redis';

/** What the processes of an installation share beside the database: by NATS and Redis where they are set. */
export interface Shared {
  bus: Bus;
  cache: CachePort;
  limits: LimitsPort;
  presence: PresencePort;
  /** Throws when Redis is set and does not answer; null when it is not set. */
  pingRedis: (() => Promise<void>) | null;
  closeShared(): Promise<void>;
}

export function openShared(settings: Config, { app, system }: { app: Connection; system: Connection }): Shared {
  const { natsUrl, redisUrl, busPrefix: prefix } = settings;
  const clock = systemClock;
  const log = logger('bus');
  const bus = natsUrl
    ? natsBus({ url: natsUrl, prefix, sql: system.tags, clock, log })
    : postgresBus({ url: system.url, clock, log });
  const limits = postgresLimits({ app });
  const presence = postgresPresence({ system }, clock);
  if (!redisUrl) {
    return {
      bus,
      cache: memoryCache(clock),
      limits,
      presence,
      pingRedis: null,
      closeShared: () => bus.close(),
    };
  }
  const redisLog = logger('redis');
  const redis = openRedis(redisUrl, redisLog);
  return {
    bus,
    cache: redisCache(redis),
    limits: redisLimits(redis, limits, clock, redisLog),
    presence: redisPresence(redis, presence, clock, redisLog),
    pingRedis: async () => void (await redis.ping()),
    closeShared: async () => void (await Promise.all([bus.close(), closeRedis(redis)])),
  };
}
