import { sql } from 'drizzle-orm';
import { query } from '@/lib/platform/command';
import { askedBySegments } from './find';
import { TopicList, Topics } from './schema';

interface Row extends Record<string, unknown> {
  id: string;
  name: string;
  description: string | null;
  position: number;
  archived_at: string | null;
  is_used: boolean;
  left_by: number | null;
}

const leavers = sql`(
  select count(distinct last.contact_id)::int from (
    select distinct on (k.contact_id, k.channel) k.contact_id, k.granted from contact_consents k
    where k.tenant_id = t.tenant_id and k.topic_id = t.id order by k.contact_id, k.channel, k.occurred_at desc, k.id desc) last
  where not last.granted)`;

/** Everybody of the organisation may know them: recipients read them too. */
export const listTopics = query({
  name: 'topics.list',
  summary: 'Read the topics of the organisation, in the order in which recipients read them',
  access: 'any',
  http: { method: 'GET', path: '/topics' },
  input: TopicList,
  output: Topics,
  async run(ctx, { archived, counts }) {
    const leftBy = counts ? leavers : sql`null::int`;
    const rows = await ctx.tx.execute<Row>(sql`
      select t.id, t.name, t.description, t.position, t.archived_at,
        exists (select 1 from contact_consents k where k.tenant_id = t.tenant_id and k.topic_id = t.id)
          or exists (select 1 from campaigns c where c.tenant_id = t.tenant_id and c.topic_id = t.id) or ${askedBySegments} as is_used,
        ${leftBy} as left_by
      from topics t where t.tenant_id = ${ctx.tenant} and (t.archived_at is null or ${archived})
      order by t.archived_at is not null, t.position, t.id`);
    return {
      items: [...rows].map((row) => ({
        ...{ id: row.id, name: row.name, description: row.description, position: row.position },
        archivedAt: row.archived_at ? new Date(row.archived_at).toISOString() : null,
        ...{ isUsed: row.is_used, leftBy: row.left_by },
      })),
    };
  },
});
