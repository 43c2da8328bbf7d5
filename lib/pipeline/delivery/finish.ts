import type { TagsTx } from '@/db/client';
import type { Services } from '@/lib/platform/services';
import { withSystem } from '@/lib/platform/db/system';
import { insertFacts } from '@/lib/platform/outbox';

/** Completes campaigns whose audience is planned and of whom nobody is in progress or deferred any more. */
export async function finishCampaigns(services: Pick<Services, 'system'>, now: Date): Promise<number> {
  return withSystem(services, async (sql) => {
    // Held before they are judged, in a statement of its own: what somebody queues meanwhile is seen, or waits and finds an ended lane.
    const held = await sql<{ tenant: string; id: string }[]>`
      select c.tenant_id as tenant, c.id from campaigns c join pipeline_lanes l on l.tenant_id = c.tenant_id and l.id = c.id
      where c.status = 'sending' and c.planned_at is not null and l.state = 'active' and l.due_at > ${now}
        and ${nobodyWaits(sql)}
      for no key update of c, l skip locked`;
    if (held.length === 0) return 0;
    const done = await sql<{ tenant: string; id: string; version: number }[]>`
      update campaigns c set status = 'completed', completed_at = ${now}, version = version + 1, updated_at = ${now}
      from unnest(${held.map((h) => h.tenant)}::text[], ${held.map((h) => h.id)}::uuid[]) as h (tenant, id)
      where c.tenant_id = h.tenant and c.id = h.id and c.status = 'sending' and c.planned_at is not null
        and exists (select 1 from pipeline_lanes l where l.tenant_id = c.tenant_id and l.id = c.id and l.state = 'active' and l.due_at > ${now})
        and ${nobodyWaits(sql)}
      returning c.tenant_id as tenant, c.id, c.version`;
    for (const campaign of done) {
      await sql`update pipeline_lanes set state = 'done' where tenant_id = ${campaign.tenant} and id = ${campaign.id}`;
      await sql`select update_campaign_email_stats(${campaign.tenant}, ${campaign.id})`;
      await insertFacts(
        sql,
        campaign.tenant,
        [
          {
            type: 'campaign.completed',
            entityType: 'campaign',
            entityId: campaign.id,
            version: campaign.version,
            payload: {},
          },
        ],
        now,
      );
    }
    return done.length;
  });
}

/**
 * Of campaign `c`, looked up for it alone: as `not exists`, the queue of all organisations was read each time (20 ms of 200,000 rows).
 * A claim goes once all of it is recorded.
 */
const nobodyWaits = (sql: TagsTx) => sql`
  (select 1 from pipeline_claims h where h.tenant_id = c.tenant_id and h.lane_id = c.id limit 1) is null
  and (select 1 from pipeline_queue q where q.tenant_id = c.tenant_id and q.lane_id = c.id limit 1) is null
  and (select 1 from pipeline_messages m where m.tenant_id = c.tenant_id and m.source_type = 'campaign' and m.source_id = c.id and m.rare_status = 'planned' limit 1) is null`;
