import type { Connection } from '@/db/client';
import type { Clock } from '../clock';
import { asPeople, presenceMs, type PresencePort, type PresentUser } from './port';

const maxPages = 500;

/** Presence in an unlogged table: right for any number of web processes, and a heartbeat writes nothing to disk. */
export function postgresPresence({ system }: { system: Pick<Connection, 'tags'> }, clock: Clock): PresencePort {
  const sql = system.tags;
  return {
    kind: 'postgres',
    async touch(tenant, topic, { id, name, tab }, activity) {
      const now = clock.now();
      const until = new Date(now.getTime() + presenceMs);
      const [row] = await sql<{ same: boolean }[]>`
        with before as (
          select 1 from presence where tenant_id = ${tenant} and topic = ${topic} and user_id = ${id} and tab = ${tab} and activity = ${activity} and until > ${now}),
        written as (
          insert into presence (tenant_id, topic, user_id, tab, name, activity, until) values (${tenant}, ${topic}, ${id}, ${tab}, ${name}, ${activity}, ${until})
          on conflict (tenant_id, topic, user_id, tab) do update set name = excluded.name, activity = excluded.activity, until = excluded.until)
        select exists (select 1 from before) as same`;
      return !row?.same;
    },
    async leave(tenant, topic, { id, tab }) {
      const gone = await sql`
        delete from presence where tenant_id = ${tenant} and topic = ${topic} and user_id = ${id} and tab = ${tab}`;
      return gone.count > 0;
    },
    async list(tenant, topic) {
      return asPeople(
        await sql<PresentUser[]>`
          select user_id as id, name, activity from presence
          where tenant_id = ${tenant} and topic = ${topic} and until > ${clock.now()} limit ${maxPages}`,
      );
    },
  };
}
