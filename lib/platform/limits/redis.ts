import type { Clock } from '../clock';
import type { Logger } from '../log';
import type { Redis } from '../redis';
import type { LimitsPort } from './port';

// One round trip, and no window without an end: the count and its expiry are set together.
const script = `
local count = redis.call('incr', KEYS[1])
if count == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
local left = redis.call('pttl', KEYS[1])
if left < 0 then redis.call('pexpire', KEYS[1], ARGV[1]) left = tonumber(ARGV[1]) end
return {count, left}`;

/** Limits in Redis under `rate:{key}`. While Redis is away, `insurance` counts. */
export function redisLimits(redis: Redis, insurance: LimitsPort, clock: Clock, log: Logger): LimitsPort {
  return {
    kind: 'redis',
    async take(key, points, seconds) {
      let answer: [number, number];
      try {
        answer = (await redis.eval(script, 1, `rate:${key}`, seconds * 1000)) as [number, number];
      } catch (error) {
        log.debug({ err: error }, 'limits are counted in PostgreSQL for now');
        return insurance.take(key, points, seconds);
      }
      const [count, leftMs] = answer;
      return {
        isAllowed: count <= points,
        remaining: Math.max(0, points - count),
        resetsAt: new Date(clock.now().getTime() + leftMs),
      };
    },
  };
}
