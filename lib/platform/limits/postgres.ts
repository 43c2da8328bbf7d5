import type { Connection } from '@/db/client';
import type { LimitsPort } from './port';

/** Limits in PostgreSQL, by the function take_limit. A count lost in a crash harms nobody, so its commit waits for no disk. */
export function postgresLimits(services: { app: Pick<Connection, 'tags'> }): LimitsPort {
  return {
    kind: 'postgres',
    async take(key, points, seconds, uses = 1) {
      const [row] = await services.app.tags<{ is_allowed: boolean; remaining: number; resets_at: Date }[]>`
        select is_allowed, remaining, resets_at, set_config('synchronous_commit', 'off', true) from take_limit(${key}, ${points}, ${seconds}, ${uses})`;
      if (!row) throw new Error('take_limit returned nothing.');
      return { isAllowed: row.is_allowed, remaining: row.remaining, resetsAt: row.resets_at };
    },
  };
}
