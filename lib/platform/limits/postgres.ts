import type { Connection } from '@/db/client';
import type { LimitsPort } from './port';

/** Limits in PostgreSQL, by the function take_limit. A count lost in a crash harms nobody, so its commit waits for no disk. */
export function postgresLimits(services: { app: Pick<Connection, 'tags'> }): LimitsPort {
  return {
    kind: 'postgres',
    async take(key, points, seconds) {
      const [row] = await services.app.tags<{ remaining: number; resets_at: Date }[]>`
        select remaining, resets_at, set_config('synchronous_commit', 'off', true) from take_limit(${key}, ${points}, ${seconds})`;
      if (!row) throw new Error('take_limit returned nothing.');
      return { isAllowed: row.remaining >= 0, remaining: Math.max(0, row.remaining), resetsAt: row.resets_at };
    },
  };
}
