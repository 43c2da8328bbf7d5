import type { Clock } from '../clock';
import type { Logger } from '../log';
import type { Redis } from '../redis';
import type { LimitsPort } from './port';

// One round trip, and no window without an end: the count and its expiry are set together.
const script = `
local count = tonumber(redis.call('get', KEYS[1]) or '0')
local points, uses, allowed = tonumber(ARGV[2]), tonumber(ARGV[3]), 0
if count + uses <= points then count = redis.call('incrby', KEYS[1], uses) allowed = 1 end
local left = redis.call('pttl', KEYS[1])
if left < 0 then redis.call('pexpire', KEYS[1], ARGV[1]) left = tonumber(ARGV[1]) end
return {allowed, points - count, left}`;

/** Limits in Redis under `rate:{key}`. While Redis is away, `insurance` counts. */
export function redisLimits(redis: Redis, insurance: LimitsPort, clock: Clock, log: Logger): LimitsPort {
  return {
    kind: 'redis',
    async take(key, points, seconds, uses = 1) {
      let answer: [number, number, number];
      try {
        answer = (await redis.eval(script, 1, `rate:${key}`, seconds * 1000, points, uses)) as typeof answer;
      } catch (error) {
        log.debug({ err: error }, 'limits are counted in PostgreSQL for now');
        return insurance.take(key, points, seconds, uses);
      }
      const [allowed, remaining, leftMs] = answer;
      return {
        isAllowed: allowed === 1,
        remaining: Math.max(0, remaining),
        resetsAt: new Date(clock.now().getTime() + leftMs),
      };
    },
  };
}
